package io.lvsagent.profiles.profile;

import io.lvsagent.profiles.model.Family;

/**
 * A device that a profile needs.
 *
 * @param device a device, or {@code {device}} for the one that the service names
 * @param kind made as this kind when it is missing, or empty
 * @param up must be up; else its state is not ours
 * @param family needed by a service that has VIPs of this family
 * @param origin the profile that has this row
 */
public record LinkRow(
    String device, String kind, boolean up, Family family, String why, String origin) {}
