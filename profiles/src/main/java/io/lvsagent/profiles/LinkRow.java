package io.lvsagent.profiles;

/**
 * A device that a profile needs.
 *
 * @param device a device, or {@code {device}} for the one that the service names
 * @param kind made as this kind when it is missing, or empty
 * @param up must be up; else its state is not ours
 * @param origin the profile that has this row
 */
public record LinkRow(String device, String kind, boolean up, String why, String origin) {}
