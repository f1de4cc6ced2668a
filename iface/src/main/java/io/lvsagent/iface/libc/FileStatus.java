package io.lvsagent.iface.libc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * What the kernel keeps of a file or folder.
 *
 * @param mode st_mode, see inode(7)
 * @param owner the uid of the owner
 * @param size the size in bytes, which is 0 for files of /proc, whatever they hold
 */
public record FileStatus(int mode, int owner, long size) {
  private static final int TYPE = 0170000;
  private static final int FOLDER = 0040000;
  private static final int REGULAR = 0100000;
  private static final int WRITABLE_BY_OTHERS = 0022;

  /** Throws IOException, as {@link Files} does. */
  public static FileStatus of(Path path, LinkOption... links) throws IOException {
    Map<String, Object> status = Files.readAttributes(path, "unix:mode,uid,size", links);
    return new FileStatus(
        (Integer) Objects.requireNonNull(status.get("mode")),
        (Integer) Objects.requireNonNull(status.get("uid")),
        (Long) Objects.requireNonNull(status.get("size")));
  }

  public boolean isFolder() {
    return (mode & TYPE) == FOLDER;
  }

  public boolean isRegular() {
    return (mode & TYPE) == REGULAR;
  }

  public boolean isWritableByOthers() {
    return (mode & WRITABLE_BY_OTHERS) != 0;
  }
}
