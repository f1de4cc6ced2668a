package io.lvsagent.profiles.profile;

import io.lvsagent.profiles.model.Family;

/**
 * A device that a profile needs.
 *
 * @param device the name, or {@code {device}} for the device that the service names
 * @param kind the kind of device to create if it is missing, or empty to create none
 * @param up true if the device must be up; otherwise its state is left alone
 * @param family the row applies to services with VIPs of this family
 * @param origin the profile that has this row
 */
public record LinkRow(
    String device, String kind, boolean up, Family family, String why, String origin) {}
