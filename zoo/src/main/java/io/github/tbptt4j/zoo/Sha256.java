package io.github.tbptt4j.zoo;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/** SHA-256 as 64 hexadecimal digits in lower case. */
final class Sha256 {
  private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{64}");

  private Sha256() {}

  static String of(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256.", e);
    }
  }

  /** {@return the checksum in lower case, when it is one} */
  static String requireChecksum(String sha256) {
    String lower = sha256.strip().toLowerCase(Locale.ROOT);
    if (!DIGITS.matcher(lower).matches()) {
      throw new IllegalArgumentException(
          "sha256 (" + sha256 + ") must be 64 hexadecimal digits, as sha256sum prints them.");
    }
    return lower;
  }
}
