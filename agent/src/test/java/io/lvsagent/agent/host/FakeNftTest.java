package io.lvsagent.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.lab.Lab;
import io.lvsagent.agent.programs.NftProgram;
import io.lvsagent.iface.netlink.NetlinkException;
import io.lvsagent.iface.nft.Chain;
import io.lvsagent.iface.nft.Nft;
import io.lvsagent.iface.nft.NftEdit;
import io.lvsagent.iface.nft.Statement;
import io.lvsagent.iface.nft.Table;
import io.lvsagent.iface.nft.TableName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fake's tables change as the kernel's do: random edits are tried out and made on both. */
@Tag("kernel")
final class FakeNftTest {
  private static final int STEPS = 15;
  private static final List<TableName> NAMES =
      List.of(new TableName("ip", "one"), new TableName("ip", "two"), new TableName("ip6", "one"));

  @RegisterExtension final Lab lab = new Lab();

  private static NftEdit random(Random random) {
    TableName name = NAMES.get(random.nextInt(NAMES.size()));
    String host = name.family().equals("ip") ? "192.0.2.1" : "2001:db8::1";
    List<Statement> rule =
        List.of(
            new Statement.FieldMatch(
                name.family(), "saddr", false, List.of(host + random.nextInt(2))),
            new Statement.Masquerade());
    Chain chain = new Chain("all", Optional.of(Chain.Hook.POSTROUTING), List.of(rule));
    Table table = new Table(name, List.of(chain), List.of());
    return switch (random.nextInt(3)) {
      case 0 -> new NftEdit.Create(table);
      case 1 -> new NftEdit.Replace(table);
      default -> new NftEdit.Delete(name);
    };
  }

  /** What both show after the edits, and how they answered. */
  private static List<String> answers(Nft nft, List<NftEdit> edits) {
    List<String> answers = new ArrayList<>();
    answers.add("tried out: " + answer(() -> nft.tryOut(edits)));
    answers.add("made: " + answer(() -> nft.apply(edits)));
    nft.tables(NAMES).stream()
        .sorted(Comparator.comparing(table -> table.name().toString()))
        .forEach(table -> answers.add(table.name() + " " + table.text()));
    return answers;
  }

  private static String answer(Runnable asking) {
    try {
      asking.run();
      return "done";
    } catch (NetlinkException refused) {
      return "errno " + refused.errno();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void doesWhatTheKernelDoes(int seed) {
    Nft fake = new FakeNft(() -> false);
    Nft real = new NftProgram(line -> {});
    Random random = new Random(seed);
    for (int i = 0; i < STEPS; i++) {
      List<NftEdit> edits = new ArrayList<>();
      for (int n = 0; n <= random.nextInt(2); n++) {
        edits.add(random(random));
      }
      assertThat(answers(fake, edits))
          .as(edits.toString())
          .isEqualTo(lab.host().call(() -> answers(real, edits)));
    }
  }
}
