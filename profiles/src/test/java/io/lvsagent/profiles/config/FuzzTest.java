package io.lvsagent.profiles.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.profiles.Seeds;
import io.lvsagent.profiles.compile.Demands;
import io.lvsagent.profiles.compile.HostRequirementException;
import io.lvsagent.profiles.compile.Hosts;
import io.lvsagent.profiles.yaml.ConfigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FuzzTest {
  private static final int ROUNDS = 200;
  private static final byte[] TELLING =
      "{}[]:,-*&!|>'\"%@`#?~<\t\n \\0\0\u0007\u0085\u2028".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;

  @Test
  void everyMutationOfAConfigIsReadOrRefusedInOneLine() throws IOException {
    List<byte[]> configs = configs();
    Seeds.each(
        Seeds.of(LongStream.of(76, 897371317)),
        seed -> {
          Random random = new Random(seed);
          int refused = 0;
          for (byte[] config : configs) {
            for (int round = 0; round < ROUNDS; round++) {
              refused += refused(mutated(config, configs, random)) ? 1 : 0;
            }
          }
          assertThat(refused).isBetween(configs.size() * ROUNDS / 2, configs.size() * ROUNDS - 1);
        });
  }

  @Test
  void everyBeginningOfAConfigIsReadOrRefusedInOneLine() throws IOException {
    byte[] whole = Files.readAllBytes(Path.of("src/test/resources/good/own-profile.yaml"));
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = new byte[length];
      System.arraycopy(whole, 0, cut, 0, length);
      refused(cut);
    }
  }

  private boolean refused(byte[] config) throws IOException {
    Path file = Cases.safe(folder.resolve("fuzz.yaml"), "");
    Files.write(file, config);
    try {
      for (Service service : Config.read(file, owner -> true).services()) {
        Demands.of(service, Hosts.oneOfEach());
      }
      return false;
    } catch (ConfigException e) {
      assertThat(e.getMessage())
          .startsWith(folder.toString())
          .doesNotContain("\n", "\r")
          .as("of an exception without a message")
          .doesNotMatch("[^\"]*\\bnull:.*");
      return true;
    } catch (HostRequirementException e) {
      return true;
    } catch (RuntimeException e) {
      throw new AssertionError(new String(config, StandardCharsets.UTF_8), e);
    }
  }

  private static List<byte[]> configs() throws IOException {
    List<byte[]> configs = new ArrayList<>();
    for (Path file : Cases.of("good")) {
      if (file.toString().endsWith(".yaml")) {
        configs.add(Files.readAllBytes(file));
      }
    }
    return configs;
  }

  /** Returns the config with bytes changed, added or removed, or with a part of another one. */
  private static byte[] mutated(byte[] config, List<byte[]> others, Random random) {
    List<Byte> bytes = new ArrayList<>();
    for (byte b : config) {
      bytes.add(b);
    }
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(bytes.size());
      switch (random.nextInt(5)) {
        case 0 -> bytes.set(at, (byte) random.nextInt(256));
        case 1 -> bytes.set(at, TELLING[random.nextInt(TELLING.length)]);
        case 2 -> bytes.add(at, TELLING[random.nextInt(TELLING.length)]);
        case 3 -> bytes.remove(at);
        default -> {
          byte[] other = others.get(random.nextInt(others.size()));
          int from = random.nextInt(other.length);
          for (int j = from; j < Math.min(other.length, from + 30); j++) {
            bytes.add(at + j - from, other[j]);
          }
        }
      }
    }
    byte[] mutated = new byte[bytes.size()];
    for (int i = 0; i < mutated.length; i++) {
      mutated[i] = bytes.get(i);
    }
    return mutated;
  }
}
