package io.lvsagent.iface.ipvs;

import io.lvsagent.iface.ipvs.TableEntry.Server;
import io.lvsagent.iface.netlink.Conversation;
import io.lvsagent.iface.netlink.Errno;
import io.lvsagent.iface.netlink.FamilyQuery;
import io.lvsagent.iface.netlink.Message;
import io.lvsagent.iface.netlink.MessageWriter;
import io.lvsagent.iface.netlink.NetlinkException;
import io.lvsagent.iface.netlink.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Implements {@link Ipvs} over a socket. Each call looks up the number of the family, because its
 * module may have been loaded since the last call.
 */
final class KernelIpvs implements Ipvs {
  private final Supplier<Conversation> opening;
  private @Nullable Conversation conversation;

  KernelIpvs(Supplier<Conversation> opening) {
    this.opening = opening;
  }

  /** Opens the socket on the first request, because most hosts never make one. */
  private Conversation conversation() {
    Conversation open = conversation;
    if (open == null) {
      open = opening.get();
      conversation = open;
    }
    return open;
  }

  @Override
  public boolean isPresent() {
    return family().isPresent();
  }

  /** Looks up the family without loading its module, because reading must not change the host. */
  private Optional<Integer> family() {
    return conversation().ask(new FamilyQuery(IpvsCmd.IPVS_GENL_NAME, false)).stream().findFirst();
  }

  @Override
  public List<TableEntry> table() {
    Optional<Integer> family = family();
    if (family.isEmpty()) {
      return List.of();
    }
    List<TableEntry> services = conversation().ask(IpvsQuery.services(family.get()));
    List<TableEntry> table = new ArrayList<>(services.size());
    for (TableEntry service : services) {
      ServiceMatch match = service.service().match();
      List<Server> servers = conversation().ask(IpvsQuery.servers(family.get(), match));
      table.add(new TableEntry(service.service(), service.traffic(), servers));
    }
    return table;
  }

  @Override
  public Optional<Timeouts> timeouts() {
    return family()
        .flatMap(family -> conversation().ask(IpvsQuery.timeouts(family)).stream().findFirst());
  }

  @Override
  public List<SyncDaemon> daemons() {
    return family().map(family -> conversation().ask(IpvsQuery.daemons(family))).orElse(List.of());
  }

  @Override
  public void requireModules(VirtualService service) {
    if (!isPresent()) {
      return;
    }
    IpvsEdit probe = new IpvsEdit.Probe(service);
    List<Refusal> refusals = apply(List.of(probe));
    for (Refusal refusal : refusals) {
      if (refusal.why().errno() == Errno.ENOENT) {
        throw new NetlinkException(
            new IpvsEdit.AddService(service).toString(), Errno.ENOENT, missing(service));
      }
    }
    if (refusals.isEmpty()) {
      apply(List.of(new IpvsEdit.DeleteService(IpvsEdit.Probe.NOWHERE)));
    }
  }

  @Override
  public List<Refusal> apply(List<? extends IpvsEdit> edits) {
    if (edits.isEmpty()) {
      return List.of();
    }
    Optional<Integer> family = load();
    if (family.isEmpty()) {
      return refuseAll(edits);
    }
    List<Order> orders = new ArrayList<>(edits.size());
    for (IpvsEdit edit : edits) {
      orders.add(new Order(edit, family.get()));
    }
    List<Refusal> refusals = new ArrayList<>();
    for (Refusal refusal : conversation().apply(orders)) {
      refusals.add(explained(refusal, edits.get(refusal.index())));
    }
    return refusals;
  }

  private Optional<Integer> load() {
    try {
      return conversation().ask(new FamilyQuery(IpvsCmd.IPVS_GENL_NAME, true)).stream().findFirst();
    } catch (NetlinkException refused) {
      if (refused.errno() == Errno.ENOENT) {
        return Optional.empty();
      }
      throw refused;
    }
  }

  /** Adds to an ENOENT the missing scheduler or engine, which the kernel does not name. */
  private static Refusal explained(Refusal refusal, IpvsEdit edit) {
    NetlinkException why = refusal.why();
    Optional<VirtualService> service =
        edit instanceof IpvsEdit.AddService add
            ? Optional.of(add.service())
            : edit instanceof IpvsEdit.SetService set
                ? Optional.of(set.service())
                : Optional.empty();
    if (why.errno() != Errno.ENOENT || service.isEmpty()) {
      return refusal;
    }
    return new Refusal(
        refusal.index(),
        new NetlinkException(why.operation(), why.errno(), missing(service.get())));
  }

  private static String missing(VirtualService service) {
    String scheduler = service.scheduler();
    String engine = service.engine();
    String missing =
        "the kernel has no scheduler " + scheduler + " (module ip_vs_" + scheduler + ")";
    return engine.isEmpty()
        ? missing
        : missing + " or engine " + engine + " (module ip_vs_pe_" + engine + ")";
  }

  private static List<Refusal> refuseAll(List<? extends IpvsEdit> edits) {
    List<Refusal> refusals = new ArrayList<>(edits.size());
    for (IpvsEdit edit : edits) {
      String missing = "the kernel has no IPVS and cannot load module ip_vs";
      NetlinkException why = new NetlinkException(edit.toString(), Errno.ENOENT, missing);
      refusals.add(new Refusal(refusals.size(), why));
    }
    return refusals;
  }

  @Override
  public void close() {
    if (conversation != null) {
      conversation.close();
    }
  }

  /** An edit and the number of the IPVS family. */
  record Order(IpvsEdit edit, int family) implements Message {
    @Override
    public void write(MessageWriter out) {
      out.header(family, 0);
      edit.write(out);
    }

    @Override
    public String toString() {
      return edit.toString();
    }
  }
}
