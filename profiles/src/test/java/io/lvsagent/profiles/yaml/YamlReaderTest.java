package io.lvsagent.profiles.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class YamlReaderTest {
  private static Mapping read(String text) {
    return YamlReader.read("web.yaml", text).mapping();
  }

  @Test
  void aNodeHasItsPlaceAndTheKeyAboveIt() {
    Node node = read("a:\n  b: [x, 1]\n").find("a").orElseThrow().mapping().find("b").orElseThrow();
    assertThat(node.items().get(1).place()).isEqualTo(new Place("web.yaml", 2, 10, "b"));
  }

  @Test
  void anAliasIsTheNodeThatItRefersTo() {
    Mapping root = read("a: &x {b: [1]}\nc: *x\n");
    assertThat(root.find("c").orElseThrow()).isSameAs(root.find("a").orElseThrow());
  }

  @Test
  void anAliasCountsAsAllNodesThatItRefersTo() {
    StringBuilder text = new StringBuilder("a: &a [" + "x, ".repeat(5_000) + "x]\nb: [");
    text.append("*a, ".repeat(60)).append("*a]\n");
    assertThatThrownBy(() -> read(text.toString()))
        .hasMessageContaining("more than 250000 values after aliases are expanded");
  }

  @Test
  void scalarsAreNotInterpreted() {
    Mapping root = read("a: 010\nb: 1_000\nc: 2001:db8::10\nd: yes\ne: \"\"\nf: 'x'\n");
    StringBuilder texts = new StringBuilder();
    root.entries().forEach(entry -> texts.append(entry.value().text()).append('|'));
    assertThat(texts).hasToString("010|1_000|2001:db8::10|yes||x|");
  }

  @Test
  void aNullValueIsNotAString() {
    for (Mapping.Entry entry : read("a:\nb: ~\nc: null\n").entries()) {
      assertThat(entry.value().isNull()).isTrue();
      assertThatThrownBy(() -> entry.value().text()).hasMessageContaining("found nothing");
    }
  }

  @Test
  void numbersAreDecimalAndFitInto32Bits() {
    Mapping root =
        read("a: [0, 1, -1, 2147483647, -2147483648]\nb: [-0, 00, +1, 1., 99999999999]\n");
    assertThat(root.find("a").orElseThrow().items())
        .extracting(Node::number)
        .containsExactly(0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE);
    for (Node wrong : root.find("b").orElseThrow().items()) {
      assertThatThrownBy(wrong::number).isInstanceOf(ConfigException.class);
    }
  }

  @Test
  void aMessageIsOneLineWhateverItQuotes() {
    assertThatThrownBy(() -> read("\"a\\n\\u2028b\": 1\n\"a\\n\\u2028b\": 2\n"))
        .hasMessage("web.yaml:2:1: duplicate key \"a  b\", first at web.yaml:1:1");
  }

  @Test
  void aControlCharacterIsReportedWithItsPlace() {
    assertThatThrownBy(() -> read("a: 1\nb: \u0007\n"))
        .hasMessage("web.yaml:2:4: not YAML: character U+7 is not allowed");
  }
}
