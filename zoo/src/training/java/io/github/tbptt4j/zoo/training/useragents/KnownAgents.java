package io.github.tbptt4j.zoo.training.useragents;

import io.github.tbptt4j.zoo.LabelledText;
import java.util.Arrays;
import java.util.List;

/**
 * What browsers and programs send, as the project knows it: # is a digit, ^ a letter, [a|b] one of
 * a few.
 */
final class KnownAgents {
  private static final String TEMPLATES =
      """
      Watch :: [Podcasts|Music|atc|Weather|MyApp]/{version} watchOS/#.# model/Watch#,## hwp/t8### build/1##R###
      Watch :: MyApp/{version} (Apple Watch; watchOS 1#.#; Scale/2.00)
      Watch :: Mozilla/5.0 (Apple Watch; CPU watchOS #_# like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)
      Watch :: [App|Runner|NewsReader|watchkit-app]/# CFNetwork/1###.#.# Darwin/2#.#.0 (Watch#,# watchOS)
      Watch :: Mozilla/5.0 (Linux; Tizen [2.3|3.0|4.0|5.5]; [SAMSUNG |]SM-R###^) AppleWebKit/537.3 (KHTML, like Gecko) [SamsungBrowser/1.0 |Version/2.3 |]Mobile Safari/537.3
      Watch :: Dalvik/2.1.0 (Linux; U; Android #; [Wear|Watch|SmartWatch|SM-R9##] Build/^^^##)
      Virtual Reality :: Mozilla/5.0 (X11; Linux x86_64; [Quest|Quest 2|Quest 3|Quest Pro|Quest 3S|Oculus Go]) {webkit} OculusBrowser/{version} [SamsungBrowser/4.0 |]Chrome/{chrome} [VR |]Safari/537.36
      Virtual Reality :: Mozilla/5.0 (Linux; Android 1#; [Quest|Quest 2|Quest 3|Quest Pro|Quest 3S|Pacific]) {webkit} OculusBrowser/{version} Chrome/{chrome} [VR|Mobile VR|] Safari/537.36
      Virtual Reality :: Mozilla/5.0 (Linux; Android #; [Pico|PICO 4|Pico Neo 3|A8E50|PICO 4 Ultra] Build/^^^##) {webkit} PicoBrowser/{version} Chrome/{chrome} [VR|Mobile VR|OculusBrowser/7.0] Safari/537.36
      Virtual Reality :: Mozilla/5.0 (Android [7.1.1|8.1.0|10]; [Mobile|Tablet|VR|Mobile VR]; rv:##.0) Gecko/##.0 Firefox/##.0 [Firefox Reality|Wolvic|Wolvic/1.#]
      Virtual Reality :: Mozilla/5.0 (X11; Linux x86_64; [VR|Mobile VR|VIVE Focus 3|Lynx]) {webkit} [Wolvic/{version}|ViveBrowser/{version}|VIVE Browser] Chrome/{chrome} VR Safari/537.36
      Virtual Reality :: Mozilla/5.0 ([Apple Vision|Apple Vision Pro|Vision Pro]; CPU OS 1_# like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/1#.0 Safari/605.1.15
      Virtual Reality :: Mozilla/5.0 (Windows NT 10.0; Win64; x64) {webkit} [Oculus|OculusBrowser|Vive|SteamVR|Valve VR]/{version} Chrome/{chrome} Safari/537.36
      Augmented Reality :: Mozilla/5.0 (Windows NT 10.0; Win64; x64; [WebView/3.0; |]Xbox; HoloLens) {webkit} Chrome/{chrome} Safari/537.36 Edge/18.1####
      Augmented Reality :: Mozilla/5.0 ([X11; Linux x86_64|Linux; Android #; Magic Leap 2|Lumin]) {webkit} [Helio/{version}|MagicLeap|Magic Leap Browser] Chrome/{chrome} Safari/537.36
      Game Console :: Mozilla/5.0 ([PlayStation|PlayStation; PlayStation] [4|4 Pro|5]/{version}) AppleWebKit/605.1.15 (KHTML, like Gecko) [Version/13.0 Safari/605.1.15|]
      Game Console :: Mozilla/5.0 (PlayStation [4|5] #.##) AppleWebKit/60#.# (KHTML, like Gecko)
      Game Console :: Mozilla/5.0 (PLAYSTATION 3[;| 4.##]; [2.00|3.55|1.00]) [AppleWebKit/531.22.8 (KHTML, like Gecko)|]
      Game Console :: [PSN|PS4|PS5|libhttp|PS5Application]/#.## (PlayStation [3|4|5])
      Game Console :: Mozilla/5.0 (Windows NT 10.0; Win64; x64; Xbox; [Xbox One|Xbox Series X|Xbox Series S]) {webkit} Chrome/{chrome} Safari/537.36 Edg[e|]/##.#.##
      Game Console :: Mozilla/5.0 (Windows Phone 10.0; Android 4.2.1; Xbox; Xbox One) {webkit} Chrome/{chrome} Mobile Safari/537.36 Edge/1#.1##
      Game Console :: Mozilla/[4|5].0 (compatible; MSIE [9|10].0; Windows NT 6.[1|2]; Trident/[5|6].0; Xbox[; Xbox One|])
      Game Console :: Mozilla/5.0 (Nintendo [Switch|Switch; WifiWebAuthApplet|Switch; WebApplet|Switch 2; ShopN|WiiU|Switch; LoginApplet]) AppleWebKit/60#.# (KHTML, like Gecko) NF/#.0.#.##.# NintendoBrowser/#.1.0.#####
      Game Console :: Opera/9.## (Nintendo Wii; U; ; [2071; Wii Shop Channel/1.0|1309-9|2047-7]; [en|de|fr])
      Game Console :: Mozilla/5.0 (Linux; [U; |]Android 4.1.2; OUYA Console Build/JZO54K) {webkit} Chrome/{chrome} Safari/537.36
      Game Console :: Mozilla/3.0 (DreamPassport/3.#; SEGA/[Dreamcast|1.0])
      Game Console :: [Xbox|XBOX|XboxOne|Xbox Live Client]/{version} [(Xbox Series X)|(Xbox One; Windows 10)|]
      Handheld Game Console :: Mozilla/5.0 (PlayStation Vita #.##) AppleWebKit/53#.# (KHTML, like Gecko) Silk/3.2
      Handheld Game Console :: Mozilla/4.0 (PSP (PlayStation Portable); 2.0#)
      Handheld Game Console :: Mozilla/5.0 ([New |]Nintendo 3DS[; U; ; en| like iPhone|; U; ; de]) [Version/1.7###.[US|EU|JP]|AppleWebKit/536.30 (KHTML, like Gecko) NX/3.0.0.5.## Mobile NintendoBrowser/1.#.#####]
      Handheld Game Console :: [Opera/9.50 (Nintendo DSi; Opera/###; U; en-US)|Mozilla/4.0 (compatible; MSIE 6.0; Nitro) Opera 8.50 [en]|Bunjalloo/0.7.6(Nintendo DS;U;en)|Mozilla/5.0 (GameBoy)]
      Handheld Game Console :: Mozilla/5.0 (X11; Linux x86_64) {webkit} Chrome/{chrome} Safari/537.36 (Steam Deck; Valve Steam Client/default/1#######)
      Handheld Game Console :: Mozilla/5.0 (Linux; Android #; [SHIELD|NVIDIA SHIELD|SHIELD Portable|G Cloud|Logitech G Cloud|Odin 2|AYANEO|Retroid Pocket #|RG405M|Xperia Play R800|GPD XD|JXD S####|Archos GamePad]) {webkit} Chrome/{chrome} Safari/537.36
      Set-top box :: Mozilla/5.0 (Windows NT 10.0) {webkit} Chrome/{chrome} Safari/537.36 Roku/DVP-#.## (###.##E0####^)
      Set-top box :: Roku/DVP-#.## (#.##.##.0####)
      Set-top box :: Mozilla/5.0 ([Roku/DVP-1#.#|compatible; Roku OS 1#.#; Roku Ultra]) {webkit} Roku/#.#
      Set-top box :: AppleTV##,#/1#.#[.#|]
      Set-top box :: [AppleCoreMedia/1.0.0.1#^### (Apple TV; U; CPU OS 1#_# like Mac OS X; en_us)|MyApp/{version} (Apple TV; [iOS|tvOS] 1#.#; Scale/1.00)|App/# tvOS/1#.# model/AppleTV##,# hwp/t8### build/1#^###|AppleTV/tvOS/1#.#]
      Set-top box :: Mozilla/5.0 (Apple TV; CPU OS 1#_# like Mac OS X) AppleWebKit/60#.#.## (KHTML, like Gecko) [Version/1#.0 Safari/604.1|]
      Set-top box :: Mozilla/5.0 ([X11; Linux armv7l|X11; Linux aarch64|Fuchsia|X11; Fuchsia|CrKey armv7l 1.5.1####|Linux; Android 12.0; Build/STT#.######.###]) {webkit} Chrome/{chrome} Safari/537.36 CrKey/1.##.######[| DeviceType/[Chromecast|AndroidTV]]
      Set-top box :: Mozilla/5.0 (X11; U; [Linux i686|Linux x86_64|Linux]; en-US) {webkit} Chrome/{chrome} Large Screen Safari/533.4 GoogleTV/######
      Set-top box :: Mozilla/5.0 (QtEmbedded; U; Linux; C) AppleWebKit/533.3 (KHTML, like Gecko) MAG[200|250|254|322|###] stbapp ver: # rev: ### Mobile Safari/533.3
      Set-top box :: Mozilla/5.0 (Freebox; Linux i686) AppleWebKit/534.46 (KHTML, like Gecko) Version/5.1 Safari/534.46
      Set-top box :: [Kodi|XBMC]/{version} ([Linux; Android #; TV BOX|X11; Linux armv7l; OSMC|CrNova; LibreELEC|Linux; Android 9; MIBOX4]) [Android/9.0.0|App_Bitness/64] Version/1#.#
      Set-top box :: HbbTV/1.#.1 (+DRM;[Humax|TechniSat|Kathrein|Vantage|Dreambox|VU+|VideoWeb|Strong|Smart|Inverto|TELESTAR|Hirschmann|ZGEMMA];[iCord|DIGIT ISIO|HD FOX+|UFS ###|VT-1|DM7###|HD+ Box|SRT ####];{version};;) [CE-HTML/1.0|ANTGalio/3.3.0]
      Set-top box :: Opera/9.80 (Linux [mips|sh4|armv7l]; U; [HbbTV/1.1.1 (;Humax;HD FOX+;{version};;); CE-HTML/1.0|Model/BDP-S###; BDP|Ltv; en|ZxDSL]) Presto/2.#.### Version/1#.##
      Set-top box :: [WDLXTV|WDTV|Boxee|TiVo|Popcorn Hour|Amino|AminetA140|UPC Horizon|VirginMediaTV|SkyQ|Sky_STB|DIRECTV|XFinity X1|BT Vision|DISH Hopper|Samsung STB|NetGem|MythTV]/{version} [(Linux; STB)|(set-top-box)|]
      TV :: Mozilla/5.0 (SMART-TV; Linux; Tizen #.#) {webkit} [SamsungBrowser/#.# |Version/#.# |]Chrome/{chrome} TV Safari/537.36
      TV :: Mozilla/5.0 ([SMART-TV|SmartHub; SMART-TV|SMART-TV; X11; Linux armv7l|SMART-TV; U; Linux/SmartTV|SmartHub; SMART-TV; U; Linux/SmartTV; Maple201#]) AppleWebKit/53#.## (KHTML, like Gecko) [SmartTV|WebBrowser/1.0 SmartTV|Chromium/##.0 Chrome/##.0] Safari/53#.##
      TV :: Mozilla/5.0 (Linux; Tizen #.#; [SmartHub; |]SMART-TV; [Maple2012|SmartTV; U; Maple2012]) AppleWebKit/538.1+ (KHTML, like Gecko) TV Safari/538.1+
      TV :: Mozilla/5.0 ([Web0S|Web0S; SmartTV|webOS; Linux/SmartTV|Web0S; Linux/SmartTV|Web0S; Linux/SmartTV]) {webkit} Chrome/{chrome} [WebAppManager|Safari/537.36 WebAppManager|Safari/537.36 LG Browser/8.00.00(LGE; 55UJ###-^^; 04.##.##; 1; DTV_^##^)|Safari/537.36]
      TV :: Mozilla/5.0 ([Linux armv7l|Linux aarch64|Unknown; Linux armv7l|X11; Linux armv7l|Linux; U; Linux|FireTV]) {webkit} Chrome/{chrome} Safari/537.36 [OPR/46.0.2207.0 OMI/4.##.#.##, _TV_^^^_201#/1.0 (Vendor, Model)|OMI/4.#|HbbTV/1.#.1 (+DRM;Vendor;Model)|Viera/3.10.14|SmartTV/#.#|SmartTV|TV|Model/Sony-KDL|VIDAA/#.#|Hisense;|NetCast.TV-201#]
      TV :: [HbbTV/1.#.1 (|Mozilla/5.0 (Linux; ) AppleWebKit/53#.# (KHTML, like Gecko) Safari/53#.# HbbTV/1.#.1 (|Opera/9.80 (Linux armv7l; HbbTV/1.#.1 (][;|+DRM;|+PVR;|; ;][Sony|Samsung|LGE|Panasonic|Philips|Sharp|Toshiba|Vestel|Grundig|Loewe|Hisense|TCL|Metz|Medion|Finlux|JVC|TPVision|Hitachi|Arcelik|Skyworth|Changhong|CUS:Vestel|BEKO];[SmartTV201#|SmartTV201#:T-^^^^DEUC|VIERA 201#|KDL-##W###^|##PUS####|MB###|NETCAST 4.0|MT5651|##LF###|GLOBAL_PLAT|^##LM###|AQUOS];{version};;)[| FVC/#.# (Vendor;Model)| CE-HTML/1.0| NETRANGEMMH|; CE-HTML/1.0) Presto/2.12.407 Version/12.##| Maple 6.0]
      TV :: Opera/9.80 (Linux [mips|armv7l|armv6l|mips32el]; [U; |][en|de|InettvBrowser/2.2;NETTV/4.#|HbbTV/1.#.1|Model/TV|Ce-Html/1.0 NETTV/3.2|Sony; KDL##W###|Opera TV Store/####]; [en|de|; ]) Presto/2.1#.### Version/1#.##
      TV :: Mozilla/5.0 (DTV[; |]) AppleWebKit/53#.## (KHTML, like Gecko) [Espial|AQUOSBrowser|InettvBrowser|NetFront]/{version} [(DTV00DSFVTY;V;0001;0001)|AQUOS-AS/1.0 LC-##^^###|SONYDTV|Regza]
      TV :: Mozilla/5.0 (compatible; [NetCast|U; NETFLIX; TV|Philips; TV|Vizio SmartCast]; Linux) AppleWebKit/534.26+ (KHTML, like Gecko) [NetCast.Media-2012|LG NetCast.TV-201#|Philips-TV|SmartCast/#.0 Conjure|NetTV|DuneHD]
      TV :: [Panasonic|LG|SonyBRAVIA|Sharp|Philips|VIZIO|Hisense|Samsung] [Smart TV|SmartTV|DTV|TV|NetCast]/{version} [DLNADOC/1.50|UPnP/1.0|]
      Car :: Mozilla/5.0 (X11; [GNU/Linux|Linux]) {webkit} [Chromium/{chrome} |]Chrome/{chrome} Safari/537.36 Tesla/20##.##.#[-^|]
      Car :: Mozilla/5.0 (X11; [GNU/Linux|Linux|U; Linux; C]) AppleWebKit/601.1 (KHTML, like Gecko) [Tesla |]QtCarBrowser Safari/601.1
      Car :: Mozilla/5.0 ([Linux; BMW|Linux; Audi MMI|X11; Linux; BMW iDrive|QNX; Car|Linux; Mercedes MBUX|AndroidAuto|Linux; Android 10; Automotive]) {webkit} [Car|CarBrowser|Vivaldi Automotive|Chrome/{chrome}] Safari/537.36
      eReader :: Mozilla/5.0 ([X11; U; Linux armv7l like Android; en-us|Linux; U; en-US]) AppleWebKit/53#.#+ (KHTML, like Gecko[, Safari/528.5+|]) Version/#.0 [Safari/53#.#+ |]Kindle/3.#+ [(screen 600x800; rotate)|]
      eReader :: Mozilla/5.0 (Linux; U; Android 2.0; en-us;) AppleWebKit/533.1 (KHTML, like Gecko) Version/4.0 [Mobile |]Safari/533.1 ([Kobo Touch|Kobo eReader|Kobo Touch 0###/4.##.#####])
      eReader :: Mozilla/5.0 (Linux; U; Android #.#; [EBRD1##1|PRS-T#|BNRV###|NOOK]; EBRD1101; EXT) AppleWebKit/533.1 (KHTML, like Gecko) Version/4.0 [Mobile |]Safari/533.1
      eReader :: Mozilla/5.0 (PocketBook/6##) [AppleWebKit/534.34 (KHTML, like Gecko)|]
      Home Appliance :: Mozilla/5.0 (Linux; Tizen #.#; [SAMSUNG |]Family Hub[| #.0]) {webkit} [SamsungBrowser/#.# |]Chrome/{chrome} [Mobile |]Safari/537.36
      Home Appliance :: Mozilla/5.0 ([Linux; Refrigerator|Web0S; Refrigerator|Linux; LG Fridge|Linux; Android 9; Smart Fridge|Linux; Washer|Linux; Android 8; June Oven]) {webkit} Chrome/{chrome} Safari/537.36
      Phone :: Mozilla/5.0 (iPhone; CPU iPhone OS [1#|1#|#]_#[_#|] like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) [Version/1#.# |CriOS/{chrome} |FxiOS/1##.0 |EdgiOS/1##.0 Version/1#.0 |GSA/###.0 |OPT/4 |DuckDuckGo/7 |]Mobile/15E148 [Safari/604.1|]
      Phone :: Mozilla/5.0 (iPhone; CPU iPhone OS 1#_# like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/[15E148|1#^###] [FBAN/FBIOS;FBAV/4##.0.0;FBDV/iPhone##,#;FBMD/iPhone;FBSN/iOS|Instagram 3##.0.0.18 (iPhone1#,#; iOS 1#_#; en_US)|Snapchat/1#.#.0 (like Safari/8616)|MicroMessenger/8.0.## NetType/WIFI|musical_ly_##.#.0 BytedanceWebview|LinkedInApp|Pinterest/iOS]
      Phone :: [MyApp|Spotify|Twitter-iPhone|Weather|Reddit]/{version} ([iPhone; iOS 1#.#; Scale/3.00|iPhone1#,#; iOS 1#.#.#|iOS/1#.# (^^^^#)])
      Phone :: Mozilla/5.0 (Android #[#|]; Mobile; rv:[1##|##].0) Gecko/[1##|##].0 Firefox/[1##|##].0
      Phone :: Mozilla/5.0 (Linux; Android 10; K) {webkit} Chrome/{chrome} Mobile Safari/537.36[| EdgA/{chrome}| OPR/##.0.0.0]
      Phone :: Mozilla/5.0 (Windows Phone [8.1|10.0]; [Android 4.2.1; |ARM; Trident/7.0; Touch; ][Microsoft|NOKIA|Nokia]; Lumia #[#|]#) {webkit} Chrome/{chrome} Mobile Safari/537.36 Edge/1#.1####
      Phone :: [Nokia####|NokiaE##|NokiaN##|SonyEricsson^###i|SAMSUNG-SGH-^###|SAMSUNG-GT-S####|LG-^^###|MOT-^###|BlackBerry####|SIE-^##|Alcatel-OT-###|ZTE-^###|HUAWEI-^####|SEC-SGH^###|Sagem-my###|Philips###|PANTECH-^###|KYOCERA-^###|LGE-^^###|Micromax^###|Spice^###|KDDI-^^##|DoCoMo/2.0 ^###i]/{version} [Profile/MIDP-2.# Configuration/CLDC-1.1|(c100;TB;W24H12)|UP.Link/6.#.0|Browser/Obigo-Q05A|NetFront/3.# Profile/MIDP-2.0| UNTRUSTED/1.0|SymbianOS/9.# Series60/3.# ]
      Phone :: [DoCoMo/[1|2].0[/| ]^[###|##]^[i|](c###;TB;W##H##)|KDDI-^^#^ UP.Browser/6.2_7.#.#.1.^.#.### (GUI) MMP/2.0|SoftBank/1.0/###^^/^^J### Browser/NetFront/3.# Profile/MIDP-2.0 Configuration/CLDC-1.1|J-PHONE/#.0/J-^## Profile/MIDP-1.0|Vodafone/1.0/V###^^/^^J001|Mozilla/3.0(WILLCOM;[KYOCERA|SANYO|TOSHIBA|SHARP]/^^###^/2;1/1/C128) NetFront/3.#|Mozilla/3.0(DDIPOCKET;KYOCERA/AH-^###V/1.0/0100/c50) Opera 7.0|Mozilla/5.0 (^^##^;FOMA;like Gecko)|Mozilla/4.0 (compatible; MSIE 6.0; KDDI-^^#^) Opera 8.60]
      Phone :: Mozilla/5.0 (Mobile; [Nokia_8110_4G|LYF/F###B|rv:48.0; JioPhone|Nokia_2720_Flip|ALCATEL_OneTouch|KaiOS]; rv:##.0) Gecko/##.0 Firefox/##.0 KAIOS/#.#
      Phone :: Mozilla/5.0 ([BB10; Touch|BlackBerry; U; BlackBerry 9###; en|Symbian/3; Series60/5.# NokiaN#|MeeGo; NokiaN9|webOS/1.4.0; U; en-US; Pre|Linux; Tizen 2.3; SAMSUNG SM-Z###^|Linux; U; Bada/1.0; en-us|Ubuntu; Mobile|Linux; Sailfish; Jolla]) {webkit} Version/#.# Mobile Safari/534.1
      Mobile :: [MyApp|com.example.app|Player|Podcast|Taxi|Bank]/{version} ([Android|Android #|Linux; Android 1#]) [okhttp/4.#.#|ExoPlayerLib/2.1#.#|]
      Mobile :: [MyApp|App|News]/# CFNetwork/[8##|9##|1###].#.# Darwin/[16|17|18|19|20|21|22|23].#.0
      Mobile :: Opera/9.80 ([J2ME/MIDP|Android|Series 60|BlackBerry|iPhone]; Opera Mini/#.#.#####/##.####; U; [en|ru|id]) Presto/2.#.### Version/1#.##
      Tablet :: Mozilla/5.0 (iPad; [U; |]CPU OS [1#|#]_#[_#|] like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) [Version/1#.# |CriOS/{chrome} |FxiOS/1##.0 |GSA/###.0 |EdgiOS/1##.0 |]Mobile/15E148 [Safari/604.1|FBAN/FBIOS;FBDV/iPad#,#;FBMD/iPad]
      Tablet :: [MyApp|Spotify|Reader|Netflix]/{version} (iPad[#,#|]; iOS 1#.#; Scale/2.00)
      Tablet :: Mozilla/5.0 (Android #[#|]; Tablet; rv:[1##|##].0) Gecko/[1##|##].0 Firefox/[1##|##].0
      Tablet :: Mozilla/5.0 (Linux; Android 10; K) {webkit} Chrome/{chrome} Safari/537.36
      Tablet :: Mozilla/5.0 (Linux; U; Android [3.0|3.1|3.2]; [en-us|de-de|ja-jp]; [Xoom|^####|^^-###|GT-P####|Transformer TF101] Build/H^^##) AppleWebKit/534.13 (KHTML, like Gecko) Version/4.0 Safari/534.13
      Tablet :: Mozilla/5.0 (Linux; Android #; ^^^-[W|^]##) {webkit} Version/4.0 Focus/#.# Chrome/{chrome}
      Desktop :: Mozilla/5.0 (Windows NT [6.2|6.3|10.0]; [ARM; |WOW64; |Win64; x64; |]Trident/[6|7].0; Touch; [Tablet PC 2.0; |.NET4.0C; |MALNJS; |]rv:11.0) like Gecko
      Desktop :: Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.2; [ARM; |WOW64; |Win64; x64; |]Trident/6.0[; Touch|; Touch; Tablet PC 2.0|])
      Tablet :: Mozilla/5.0 (PlayBook; U; RIM Tablet OS 2.#.#; en-US) AppleWebKit/536.2+ (KHTML, like Gecko) Version/7.2.1.0 Safari/536.2+
      Tablet :: Mozilla/5.0 (hp-tablet; Linux; hpwOS/3.0.#; U; en-US) AppleWebKit/534.6 (KHTML, like Gecko) wOSBrowser/234.83 Safari/534.6 TouchPad/1.0
      Tablet :: Mozilla/5.0 (Linux; U; Android #.#.#; [en-us|en-gb]; KF^^WI Build/^^^##) {webkit} Silk/##.# like Chrome/{chrome} Safari/537.36
      Desktop :: Mozilla/5.0 (Windows NT [10.0|6.1|6.3|5.1|6.0]; [Win64; x64|WOW64|rv:1##.0|ARM64]) {webkit} Chrome/{chrome} Safari/537.36[| Edg/{chrome}| OPR/##.0.0.0| Vivaldi/#.#| YaBrowser/2#.#.0 Yowser/2.5| Whale/#.#| Avast/1##.0| CCleaner/1##| Electron/##.#]
      Desktop :: Mozilla/5.0 (Macintosh; Intel Mac OS X 1[0|1]_##_#) AppleWebKit/605.1.15 (KHTML, like Gecko) [Version/1#.#[.#|] Safari/605.1.15|Chrome/{chrome} Safari/537.36|]
      Desktop :: Mozilla/5.0 ([X11; Linux x86_64|X11; Ubuntu; Linux x86_64|X11; Fedora; Linux x86_64|X11; CrOS x86_64 1####.##.0|X11; FreeBSD amd64|Windows NT 10.0; Win64; x64|Macintosh; Intel Mac OS X 10.15]; rv:1##.0) Gecko/20100101 Firefox/1##.0
      Desktop :: Mozilla/5.0 ([X11; Linux x86_64|X11; CrOS [x86_64|aarch64|armv7l] 1####.##.0|X11; Linux aarch64|X11; OpenBSD amd64]) {webkit} [Ubuntu Chromium/{chrome} |]Chrome/{chrome} Safari/537.36
      Desktop :: Mozilla/[4|5].0 (compatible; MSIE [6|7|8|9|10].0; Windows NT [5.1|6.0|6.1]; [SV1|Trident/#.0|WOW64]; [.NET CLR #.#.#####|SLCC2; Media Center PC 6.0|InfoPath.#; MS-RTC LM 8|Tablet PC 2.0|Touch])
      Desktop :: [MyApp|Slack|Teams|Discord|Steam|Dropbox|Thunderbird|Outlook|Spotify]/{version} ([Windows NT 10.0; Win64; x64|Macintosh; Intel Mac OS X 10_15_7|X11; Linux x86_64|Windows; 10.0.19045])
      Desktop :: [Opera/9.## (Windows NT 5.1; U; en) Presto/2.##.##|Links (2.#; Linux x86_64; 80x24)|Lynx/2.8.#|w3m/0.5.#|ELinks/0.1#.#|NCSA_Mosaic/2.#|Mozilla/4.## [en] (X11; U; SunOS 5.#)|Konqueror/4.#; Linux|iTunes/12.# (Windows; Microsoft Windows 10)|VLC/3.0.## LibVLC/3.0.##|Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.####; Pro)]
      Robot :: [curl|Wget|python-requests|Python-urllib|Python|aiohttp|httpx|python-httpx|Go-http-client|okhttp|Java|Apache-HttpClient|axios|node-fetch|got|undici|libwww-perl|LWP::Simple|Ruby|Faraday|PHP|GuzzleHttp|Scrapy|PostmanRuntime|insomnia|HTTPie|RestSharp|reqwest|hyper|Mechanize|urllib3|superagent|libcurl|lua-resty-http|http.rb|rest-client|Dart|WinHttp|Jakarta Commons-HttpClient|HTTPClient|Typhoeus|Zend_Http_Client|Symfony HttpClient|k6|ApacheBench|Siege|fasthttp|Deno|Bun|WebClient]/{version}[| (https://example.com)| (linux-gnu)| (Java/11.0.#)]
      Robot :: Mozilla/5.0 ([X11; Linux x86_64|Windows NT 10.0; Win64; x64|Macintosh; Intel Mac OS X 10_15_7|Unknown; Linux x86_64]) {webkit} [HeadlessChrome/{chrome} Safari/537.36|PhantomJS/2.1.1 Safari/538.1|Chrome/{chrome} Safari/537.36 [Lighthouse|PTST/2#####|Chrome-Lighthouse|GTmetrix|Pingdom|Prerender (+https://github.com/prerender/prerender)|SiteSpeed|Google-Read-Aloud|Uptime|Screenshot]]
      Robot :: Mozilla/5.0 {webkit}; compatible; [GPTBot/1.#; +https://openai.com/gptbot|ChatGPT-User/1.0; +https://openai.com/bot|OAI-SearchBot/1.0; +https://openai.com/searchbot|ClaudeBot/1.0; +claudebot@anthropic.com|PerplexityBot/1.0; +https://perplexity.ai/perplexitybot|Amazonbot/0.1; +https://developer.amazon.com/support/amazonbot|bingbot/2.0; +http://www.bing.com/bingbot.htm|Googlebot/2.1; +http://www.google.com/bot.html])
      Robot :: [Feedly|FeedFetcher-Google|Feedbin|NewsBlur|Inoreader|Tiny Tiny RSS|Bloglovin|Miniflux|UniversalFeedParser|SimplePie|Feedspot|Akregator|Nextcloud-News|The Old Reader|FreshRSS]/{version} ([+http://www.example.com/|# subscribers; feed-id=####|+https://example.org/fetcher.html; like FeedFetcher-Google])
      Robot :: [facebookexternalhit|Twitterbot|Slackbot-LinkExpanding|LinkedInBot|TelegramBot|Discordbot|WhatsApp|SkypeUriPreview|Pinterestbot|redditbot|Embedly|Iframely|vkShare|Viber|Mastodon|Bluesky Cardyb]/{version} [(+http://www.example.com/bot.html)|(like TwitterBot)|]
      Robot :: [UptimeRobot|Pingdom.com_bot_version_1.4|Zabbix|Nagios check_http|Datadog Agent|StatusCake|NewRelicPinger|Site24x7|check_http|HetrixTools Uptime Monitoring Bot|Blackbox Exporter|Better Uptime Bot|Prometheus|GoogleStackdriverMonitoring-UptimeChecks|ELB-HealthChecker|kube-probe|Freshping|NodePing|Checkly|Munin|Uptime-Kuma|Cloudflare-Healthchecks]/{version}[| (+https://example.com)]
      Robot :: [Nikto|sqlmap|masscan|zgrab|Nmap Scripting Engine|CensysInspect|Nuclei|WPScan|W3C_Validator|W3C-checklink|LinkChecker|Xenu Link Sleuth|HTTrack|ia_archiver|heritrix|Nutch|Screaming Frog SEO Spider|Netcraft|Expanse|InternetMeasurement|Qualys|Acunetix|Wappalyzer|BuiltWith|SecurityTrails|Shodan|Wayback]/{version}[| (+https://example.com/)]
      """;

  private KnownAgents() {}

  /** {@return the templates with their classes} */
  static List<LabelledText> all() {
    return Arrays.stream(TEMPLATES.split("\n"))
        .map(line -> line.split(" :: ", 2))
        .map(parts -> new LabelledText(parts[0], parts[1]))
        .toList();
  }
}
