package io.lvsagent.profiles.model;

/** The role of this host for a service. */
public enum Role {
  REAL_SERVER("real-server"),
  DIRECTOR("director");

  private final String text;

  Role(String text) {
    this.text = text;
  }

  /** Returns the name that profiles and reports use. */
  @Override
  public String toString() {
    return text;
  }
}
