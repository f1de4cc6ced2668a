package io.lvsagent.profiles.imported;

import io.lvsagent.iface.Ip;
import io.lvsagent.profiles.yaml.Place;

/**
 * A VIP that a foreign text gives to a device.
 *
 * @param device the device, or empty if the text does not name it
 * @param label the label of the address, or empty
 * @param external true if somebody else will go on to hold it
 */
public record ImportedVip(Ip ip, String device, String label, boolean external, Place place) {
  /** Returns a VIP of which only the address is known. */
  static ImportedVip bare(Ip ip, Place place) {
    return new ImportedVip(ip, "", "", false, place);
  }

  ImportedVip on(String device) {
    return new ImportedVip(ip, device, label, external, place);
  }

  ImportedVip withoutLabel() {
    return new ImportedVip(ip, device, "", external, place);
  }

  /** Returns true for a device that nobody can reach by ARP, so that a director cannot use it. */
  boolean isInside() {
    return device.equals("lo") || device.equals("tunl0") || device.startsWith("dummy");
  }
}
