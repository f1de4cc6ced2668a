package io.lvsagent.profiles.model;

/** What a host is to a virtual service. */
public enum Role {
  REAL_SERVER("real-server"),
  DIRECTOR("director");

  private final String text;

  Role(String text) {
    this.text = text;
  }

  /** As profiles and reports write it. */
  @Override
  public String toString() {
    return text;
  }
}
