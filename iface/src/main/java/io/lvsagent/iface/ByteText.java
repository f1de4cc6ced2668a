package io.lvsagent.iface;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Names of the kernel as text. A device name may be any bytes; those that are not UTF-8 are kept as
 * the characters U+DC80 to U+DCFF, which no UTF-8 decodes to, so that none is lost.
 */
public final class ByteText {
  private static final char FIRST = '\udc80';
  private static final char LAST = '\udcff';
  private static final char REPLACED = '\ufffd';

  private ByteText() {}

  /** Returns true for a character that stands for a byte that is not UTF-8. */
  public static boolean isByte(int character) {
    return character >= FIRST && character <= LAST;
  }

  /** Returns the text of the first bytes of an array. */
  public static String of(byte[] bytes, int length) {
    String text = new String(bytes, 0, length, StandardCharsets.UTF_8);
    return text.indexOf(REPLACED) < 0 ? text : escaped(ByteBuffer.wrap(bytes, 0, length));
  }

  private static String escaped(ByteBuffer in) {
    CharBuffer out = CharBuffer.allocate(in.remaining());
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    for (CoderResult result = decoder.decode(in, out, true);
        result.isMalformed();
        result = decoder.decode(in, out, true)) {
      for (int i = 0; i < result.length(); i++) {
        out.put((char) (FIRST - 0x80 + (in.get() & 0xff)));
      }
      decoder.reset();
    }
    return out.flip().toString();
  }

  /** Returns the bytes that the text stands for. */
  public static byte[] bytes(String text) {
    int plain = 0;
    while (plain < text.length() && text.charAt(plain) < FIRST) {
      plain++;
    }
    return plain == text.length() ? text.getBytes(StandardCharsets.UTF_8) : raw(text);
  }

  private static byte[] raw(String text) {
    ByteBuffer out = ByteBuffer.allocate(3 * text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (isByte(c)) {
                out.put((byte) c);
              } else {
                out.put(Character.toString(c).getBytes(StandardCharsets.UTF_8));
              }
            });
    byte[] bytes = new byte[out.flip().remaining()];
    out.get(bytes);
    return bytes;
  }
}
