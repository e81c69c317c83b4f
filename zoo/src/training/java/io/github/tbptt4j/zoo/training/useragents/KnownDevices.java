package io.github.tbptt4j.zoo.training.useragents;

import io.github.tbptt4j.zoo.LabelledText;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Names of devices that run Android, as the project knows them: # is a digit, ^ a letter. */
final class KnownDevices {
  private static final Map<String, String> NAMES =
      new TreeMap<>(
          Map.of(
              "Watch",
              """
              SM-R7##, SM-R8##, SM-R8##F, SM-R9##, SM-R9##F, SM-V700, Gear S, Pixel Watch, Google Pixel Watch, \
              Google Pixel Watch 2, Moto 360, Moto 360 (2nd Gen), TicWatch Pro, TicWatch E, TicWatch S2, Fossil Gen 5, \
              Fossil Gen 6, Skagen Falster, LG Watch Urbane, LG Watch Sport, LG Watch Style, G Watch, G Watch R, \
              ASUS ZenWatch 2, ZenWatch 3, SmartWatch 3, Huawei Watch, HUAWEI WATCH 2, LEO-BX9, Galaxy Watch4, \
              Galaxy Watch5 Pro, OPPO Watch, OWW2##, Xiaomi Watch 2 Pro, Amazfit, Ticwatch, Suunto 7, Casio WSD-F30, \
              Diesel On, Michael Kors Access, Tag Heuer Connected, Kospet Prime, Lemfo LEM##, DM##, Wear OS, Watch ##\
              """,
              "Virtual Reality",
              """
              Quest, Quest 2, Quest 3, Quest 3S, Quest Pro, Pacific, Oculus Quest, Pico 4, Pico 4 Ultra, Pico Neo 2, \
              Pico Neo 3, Pico G2 4K, Pico G3, A8110, A7H10, A9210, VIVE Focus, VIVE Focus 3, VIVE XR Elite, \
              VIVE Focus Vision, Lynx R1, Mirage Solo, Lenovo VR-1541F, Meta Quest 3, iQIYI QIYU 3, DPVR, SKYWORTH VR, \
              Galaxy XR, SM-I610, Mobile VR\
              """,
              "Augmented Reality",
              """
              Glass 1, Glass 2, Glass Enterprise Edition 2, Magic Leap One, Magic Leap 2, Vuzix Blade, Vuzix M400, \
              Moverio BT-300, EMBT3C, Moverio BT-40, XREAL Beam, Rokid Glass, RealWear HMT-1, T1100G, Nreal Light, \
              ThirdEye X2\
              """,
              "Set-top box",
              """
              AFTB, AFTM, AFTT, AFTS, AFTN, AFTA, AFTR, AFTMM, AFTKA, AFTSS, AFTSSS, AFTKRT, AFTKM, AFTGAZL, AFTKMST12, \
              AFT^, AFT^^, AFT^^^, MIBOX3, MIBOX4, MiBOX, MIBOX_S, Mi Box, MiTV Stick, MITV-^^^^#, SHIELD Android TV, \
              Nexus Player, ADT-1, ADT-2, ADT-3, Chromecast, Chromecast HD, Google TV Streamer, X96, X96mini, X96max, X96Q, \
              T95, T95Z Plus, T95Max, H96 Max, H96 PRO, TX3 Mini, TX6, TX9, MXQ, MXQ Pro 4K, MXQ-4K, M8S Plus, Tanix TX#, \
              TV Box, TVBOX, TV BOX, Android TV Box, OTT-BOX, IPTV-BOX, STB, Set-Top Box, ZIDOO Z9S, ZIDOO_X#, \
              MECOOL KM#, KM2, KM6, UGOOS AM6, MINIX NEO U9-H, NEO-X#, Beelink GT#, rk3229, rk3328_box, p212, p281, \
              S905X, Q+, HK1 BOX, A95X F3, V88, DCTIW362, UIE4054LGI, DV8219, DIW377, VIP5662W, ZTE B866V2, B860H, \
              Freebox Player POP, BouygtelTV, Bbox, DIW585, KPN, KSTB6077, SEI500TI, S60UPI, Xiaomi Mi Box, realme TV Stick, \
              onn. 4K Streaming Box, onn. Full HD Streaming Device, TiVo Stream 4K, Dongle, Jio STB, ATVbox, Apple TV\
              """,
              "TV",
              """
              BRAVIA 4K, BRAVIA 4K GB, BRAVIA 4K GB ATV3, BRAVIA 4K UR1, BRAVIA 4K UR2, BRAVIA 4K UR3, BRAVIA VH1, BRAVIA VH2, \
              BRAVIA 2015, SmartTV, Smart TV, Smart TV Pro, Smart TV 4K, Google TV, Android TV, TPM171E, TPM191E, PTV##, QM163E, QM16#E, \
              MiTV, MiTV4, MiTV-AXSO#, MiTV-MSSP#, MiTV-MOOQ#, MiTV-AYFR#, Mi TV, Redmi TV, Xiaomi TV, HiSmartTV, HiSmartTV A4, \
              Hisense, VIDAA, AI PONT, TCL Android TV, TCL TV, TCL 55C###, G0#_4K_GB, BeyondTV, BeyondTV1, BeyondTV4, \
              Skyworth TV, SKYWORTH-^^^-##, KD-##X####^, KDL-##W###^, XBR-##X###, XGIMI TV, AQUOS-TVE##, AQUOS-TVX##, 4T-C##^^#, \
              LCD-##^^###, Toshiba TV, TOSHIBA ##U####, REGZA, Panasonic TV, VIERA, Grundig TV, Vestel TV, JVC TV, Haier Android TV, \
              OnePlus TV, OnePlus TV ##Y#, realme TV, Nokia TV, Motorola TV, Philips ##PUS####, ##PUS####/12, ##OLED###, Caixun Android TV, \
              KIVI TV, PRIME TV, iFFALCON TV, VU TV, Thomson Android TV, Sharp TV, Polaroid TV, Element TV, Westinghouse TV, \
              Cello TV, Blaupunkt TV, LED TV, UHD TV, PATH_7XPRO, LeTV X#-##, Letv, Le X##, CHANGHONG TV, Konka Android TV, \
              Aiwa TV, BGH TV, Noblex TV, RCA TV, AOC TV, TV ##, MStar Smart TV, mt5###, AFTEAMR, TV##\
              """,
              "Tablet",
              """
              SM-T###, SM-T###, SM-T###^, SM-P###, SM-X###, SM-X###^, SAMSUNG SM-T###, SAMSUNG SM-X###, GT-P####, GT-N80##, GT-N51##, \
              SCH-I800, SGH-T849, SC-01^ Tab, Lenovo TB-####^, Lenovo TB-X###^, Lenovo TB-X###, TB-X###^, TB-####^, TB###^^, TB-J###^, \
              Lenovo TB###^U, Lenovo YT-X###^, YT3-X##^, Lenovo A####-^, IdeaTab A####, LenovoTAB2, Tab M10, \
              AGS#-W09, AGS#-L09, AGS#K-W09, BAH#-W09, BAH#-L09, MRX-W09, MRR-W29, DBY-W09, SCMR-W09, BTV-W09, BTV-DL09, KOB#-W09, \
              JDN#-W09, CMR-W09, SHT-W09, VRD-W09, FDR-A01w, MediaPad, MediaPad T#, HUAWEI MatePad, HEY#-W09, ROL-W00, ^^^-W09, ^^^#-W##, \
              KFTT, KFJWI, KFJWA, KFSOWI, KFTHWI, KFTHWA, KFAPWI, KFARWI, KFASWI, KFMEWI, KFFOWI, KFGIWI, KFTBWI, KFDOWI, KFSUWI, \
              KFAUWI, KFKAWI, KFMUWI, KFMAWI, KFONWI, KFTRWI, KFTRPWI, KFTUWI, KFRAWI, KFSNWI, KFQUWI, KF^^WI, Kindle Fire, \
              Nexus 7, Nexus 9, Nexus 10, Pixel C, Pixel Tablet, Xoom, MZ60#, XT##, MI PAD, MI PAD 2, MI PAD 4, Redmi Pad, \
              Redmi Pad SE, Xiaomi Pad 5, Xiaomi Pad 6, POCO Pad, 2405CPCFBG, OPD####, OPPO Pad, vivo Pad, PA2###, OnePlus Pad, OPD2203, \
              realme Pad, RMP21##, HONOR Pad X#, Nokia T10, Nokia T20, TA-1392, Transformer TF###, TF300T, TF###^, ME###^, ME173X, \
              K0##, K01^, P00^, P01^, P02^, P0##, ASUS_P00^, PadFone T00, Iconia Tab, A500, A501, A510, A700, B1-###, B3-A##, A3-A##, \
              ACTAB####, BNTV###, NOOK, Archos 101^, ARCHOS 80, ARCHOS 101 PLATINUM, A101^, A70^, 80##_^, 9032X, 9027W, 8082, 8085, \
              Alcatel 9###^, TCL TAB, TCL 8###^, TCL 9###^, Sony Tablet S, SGP###, SGPT##, SO-05^, LG-V###, VK###, LG-V500, \
              HP Slate 7, HP Slate 21, Dell Venue 8, Venue8, Streak 7, Streak 10, TOSHIBA AT###, AT100, Thrive, Slider SL101, \
              TAB, Tab ##, Tablet, Pad, Pad ##, MegaPad, TECNO P904, TECNO MegaPad, Infinix XPAD, itel Pad, Teclast T##, T40 Pro, P20HD, \
              M40Pro, ALLDOCUBE, iPlay ##, CHUWI HiPad, HiPad X, Blackview Tab #, Tab 8, DOOGEE T##, DOOGEE T10, OUKITEL RT#, OUKITEL OT#, \
              Ulefone Tab, UMIDIGI A## Tab, UMIDIGI G# Tab, Vodafone Smart Tab, VFD ####, Smart Tab #G, Hyundai Koral, Ematic EGQ###, \
              RCT####W##, RCT6###, 100071###, 100015685-A, Digma Plane ####, DEXP Ursus, Prestigio PMT####, PMP####, PMT3###, \
              Irbis TZ###, Odys, Medion LIFETAB, LIFETAB_S####, LIFETAB_P####, TrekStor SurfTab, SurfTab, i.onik, Point of View TAB-P###, \
              Wacom, Le Pan TC970, Coby MID####, MID####, MID, Zenithink C##, Ainol Novo, NOVO7, ONDA V###, Cube U##, VOYO, PIPO M#, \
              Kurio, CPad, XO Tablet, Fuhu Nabi2-NV7A, Polypad, Dragon Touch, Vankyo, YESTEL, Facetel, TAB-P10, EE Harrier Tab, \
              Micromax P###, iBall Slide, iball Slide, Lava Magnum, Lava T##, Karbonn Smart Tab, Walton Walpad, Symphony, QMobile Tab, \
              Xperia Z4 Tablet, SO-05G, Xperia Tablet Z, F-02^ ARROWS Tab, arrows Tab, dtab, d-01^, d-02^, d-52C, QTAQZ3, QUA tab, KYT##, \
              ^^^-###, ^^####, ^####^, ^^^###, ^^^-^##^, TAB-^^##, ^^^ Tab, ^^^ Pad #, PAD#, ^^PAD, Tab#, MID^^##, hudl, Hudl HT7S3, hudl 2, \
              GALAXY_Tab, Galaxy Tab, IdeaTab^####-^, IdeaPad, ViewPad ##s, ViewSonic VB###, SmartTab##, NOVO^, ODYS ^^^^\
              """,
              "Phone",
              """
              SM-G###^, SM-G9###, SM-A###^, SM-A###^, SM-J###^, SM-M###^, SM-F###^, SM-E###^, SM-S###^, SM-N###^, SAMSUNG SM-S###^, \
              SAMSUNG SM-A###^, GT-I####, GT-S####, SGH-I###, SCH-I###, SHV-E###^, SC-##^, Pixel, Pixel 2, Pixel 3a, Pixel 4 XL, Pixel 5, \
              Pixel 6, Pixel 6a, Pixel 7 Pro, Pixel 8, Pixel 9 Pro XL, Pixel Fold, Nexus 4, Nexus 5, Nexus 5X, Nexus 6, Nexus 6P, \
              Redmi Note #, Redmi Note ## Pro, Redmi #A, Redmi ##, Mi 9T, MI #, Mi A#, POCO F#, POCO X# Pro, M2###J##^G, 2#####^#^^, \
              22###^^^#^, 2201117TG, 2107113SG, 23###^^^^^, 21081111RG, CPH####, CPH####, RMX####, RMX####, vivo ####, V####, V2###, V2###A, \
              PB^M##, P^^M00, OPPO A##, OPPO R##s, OPPO F##, moto g(#), moto g(##) power, moto g power (2022), moto e, moto e##, \
              motorola edge ## pro, motorola one, XT####-#, Moto G (#), MotoG3, Infinix X###, Infinix X####^, TECNO ^^#, TECNO ^^#^, \
              TECNO KI5k, itel ^####^, itel A###, LM-^###, LM-Q###(FGN), LG-H###, LG-D###, LG-K###, LGE, LG-M###, \
              ONEPLUS A####, HD19##, IN20##, LE21##, NE22##, KB20##, GM19##, GM17#1, AC2003, DN2103, CPH2###, BE2029, \
              ANE-LX1, VOG-L29, ELE-L29, MAR-LX1A, POT-LX1, JNY-LX1, STK-LX1, VTR-L09, WAS-LX1A, PRA-LX1, EML-L29, CLT-L09, LYA-L29, \
              YAL-L21, COL-L29, HRY-LX1, JSN-L21, JAT-L29, DUB-LX1, AMN-LX9, MED-LX9, ^^^-LX#, ^^^-AL##, ^^^-TL##, ^^^-L##, ^^^-NX#, ^^^-AN00, \
              HUAWEI ^^^-L##, HUAWEI P#, HONOR, Nokia #.#, Nokia X##, Nokia G##, TA-1###, Nokia C## Plus, HTC One, HTC Desire ###, HTC U##, \
              HTC_^###, XQ-^^##, SO-##^, F####, G####, H####, D####, E####, C####, SOV##, Xperia, SonyST##i, LT##i, A###SO, \
              ASUS_X00^^, ASUS_I00#D, ASUS_Z0##^, ZenFone, BLU ^^^^, STUDIO, BLU G##, Alcatel 50##^, 5###^, 6###^, TCL T###^, \
              ZTE Blade, ZTE A####, Z####, N####, BV####, Blackview A##, DOOGEE X##, S##Pro, Cubot, CUBOT_NOTE_S, UMIDIGI A#, OUKITEL C##, \
              Ulefone Power, Armor #, HOMTOM, LEAGOO, Wiko, W-K###, View#, U FEEL, VIEW PRIME, K-###, Lava Z##, Micromax A###, Q###, \
              LAVA LXX###, Karbonn, iPhone, Fairphone FP4, FP#, Phone, A063, A065, Nothing, SHIFT6mq, CAT S##, Cat S62 Pro, SHARP SH-##^, \
              SH-M##, SHV##, F-##^, KYV##, KY-##^, FCG01, A###OP, A###ZT, X###, K, K, K, K, BlackBerry BBB100, PRIV, Essential PH-1, \
              ^^^-##, ^^-####, ^####, ^^##^, ^^^^^, ^##, ^^^-^##, ^# Plus, ^^^ ^^^ #, GT-N7100, GT-N7105, Galaxy Note, ARCHOS 50 Platinum\
              """,
              "Smart Display",
              "AEOBP, AEODN, AEOCN, AEOCH, AEORK, AEOKN, AEOCW, AEOTA, AEOAT, AEOHY, AEO^^, Echo"
                  + " Show, Lenovo Smart Display, Lenovo CD-24502F, Portal, Portal+, Portal Go,"
                  + " Nest Hub, Facebook Portal",
              "Car",
              "Polestar 2, Volvo Car, Android Automotive, AAOS, gminfo37, Car, Renault, Car"
                  + " Multimedia, VW ID, Chevrolet, carnival, OnStar, AutoChips, BYD AUTO, BYD Auto"
                  + " DiLink, DiLink, MBUX, Head Unit, KIA AVN, Geely, NIO",
              "eReader",
              "Kobo Touch, NOOK BNRV###, BNRV510, BNRV700, Tolino, tolino shine 3, tolino vision,"
                  + " PocketBook, BOOX, NoteAir, ONYX BOOX, Note Pro, Nova3, Boyue Likebook, Mars,"
                  + " InkPalm5, Moaan, HyRead Gaze, Hisense A5 Ink, BOOX Leaf2, Poke3"));

  private KnownDevices() {}

  /** {@return the names with their classes} */
  static List<LabelledText> all() {
    return NAMES.entrySet().stream()
        .flatMap(
            entry ->
                Arrays.stream(entry.getValue().split(","))
                    .map(name -> new LabelledText(entry.getKey(), name.strip())))
        .toList();
  }
}
