package io.lvsagent.agent.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.lvsagent.agent.apply.RunResult.Step;
import io.lvsagent.agent.boot.PersistedFile;
import io.lvsagent.agent.doctor.Diagnosis;
import io.lvsagent.agent.host.Change;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Value;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.plan.Unmet;
import io.lvsagent.agent.probe.Probed;
import io.lvsagent.agent.verify.Finding;
import io.lvsagent.agent.verify.ServiceStatus;
import io.lvsagent.iface.ipvs.Connection;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Writes a report by schema {@code lvs-agent/1}: one object, whatever the exit code. */
final class JsonReport {
  private static final String SCHEMA = "lvs-agent/1";

  private final JsonGenerator json;

  private JsonReport(JsonGenerator json) {
    this.json = json;
  }

  /** Where and when a report was made. */
  record Origin(String host, String time, String version) {}

  static String of(Report report, Origin origin) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      new JsonReport(json).write(report, origin);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.append('\n').toString();
  }

  /** Returns one line about an event of a watch, with the findings that differ. */
  static String of(Event event) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      new JsonReport(json).write(event);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.append('\n').toString();
  }

  private void write(Event event) throws IOException {
    json.writeStartObject();
    json.writeStringField("schema", SCHEMA);
    json.writeStringField("event", event.word());
    json.writeStringField("time", event.time().toString());
    if (event.services().isPresent()) {
      array("services", event.services().get(), this::service);
    }
    if (!event.changes().isEmpty()) {
      array("changes", event.changes(), this::step);
    }
    array("notes", event.notes(), this::note);
    json.writeEndObject();
  }

  private void write(Report report, Origin origin) throws IOException {
    json.writeStartObject();
    json.writeStringField("schema", SCHEMA);
    json.writeStringField("command", report.command());
    json.writeStringField("host", origin.host());
    json.writeStringField("time", origin.time());
    json.writeStringField("version", origin.version());
    json.writeNumberField("exit", report.exit());
    json.writeBooleanField("changed", report.run().changed());
    array("services", report.services(), this::service);
    array("changes", report.run().changes(), this::step);
    array("unmet", report.run().unmet(), this::unmet);
    array("notes", report.notes(), this::note);
    error(report.error());
    if (report.connections().isPresent()) {
      array("connections", report.connections().get(), this::connection);
    }
    if (report.probes().isPresent()) {
      array("probes", report.probes().get(), this::probed);
    }
    if (report.files().isPresent()) {
      array("files", report.files().get(), this::file);
    }
    if (report.diagnoses().isPresent()) {
      array("findings", report.diagnoses().get(), this::diagnosis);
    }
    if (report.text().isPresent()) {
      json.writeStringField("text", report.text().get());
    }
    json.writeEndObject();
  }

  /** Writes the fields of one object in an array. */
  private interface Fields<T> {
    void write(T object) throws IOException;
  }

  private <T> void array(String field, List<T> objects, Fields<T> fields) throws IOException {
    json.writeArrayFieldStart(field);
    for (T object : objects) {
      json.writeStartObject();
      fields.write(object);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void service(ServiceStatus service) throws IOException {
    json.writeStringField("name", service.name());
    json.writeStringField("profile", service.profile());
    json.writeStringField("role", service.role());
    json.writeStringField("state", service.state().toString());
    array("items", service.findings(), this::finding);
    if (!service.balancing().isEmpty()) {
      BalancingJson.write(service, json);
    }
  }

  private void finding(Finding finding) throws IOException {
    json.writeStringField("kind", finding.kind());
    json.writeStringField("key", finding.key());
    strings("accepted", finding.accepted());
    json.writeStringField("observed", finding.observed());
    json.writeBooleanField("ok", finding.ok());
    json.writeStringField("severity", finding.severity().name().toLowerCase(Locale.ROOT));
    if (finding.combined().isPresent()) {
      json.writeNumberField("combined", finding.combined().get());
    }
    json.writeStringField("why", finding.why());
  }

  private void connection(Connection connection) throws IOException {
    json.writeStringField("protocol", connection.protocol());
    json.writeNumberField("expires", connection.expires());
    json.writeStringField("state", connection.state());
    json.writeStringField("client", connection.client().toString());
    json.writeStringField("virtual", connection.virtual().toString());
    json.writeStringField("destination", connection.destination().toString());
    json.writeStringField("engine", connection.engine());
  }

  private void probed(Probed probed) throws IOException {
    json.writeStringField("service", probed.service());
    json.writeStringField("vip", probed.vip().toString());
    json.writeStringField("device", probed.device());
    json.writeBooleanField("ok", probed.isWell());
    json.writeStringField("summary", probed.summary());
    array("answers", probed.answers(), this::answer);
    array("servers", probed.servers(), this::server);
  }

  private void diagnosis(Diagnosis found) throws IOException {
    json.writeStringField("id", found.id().toString());
    json.writeStringField("severity", found.severity().toString());
    json.writeStringField("where", found.where());
    json.writeStringField("found", found.found());
    json.writeStringField("why", found.why());
    json.writeStringField("mend", found.mend());
  }

  private void file(PersistedFile file) throws IOException {
    json.writeStringField("path", file.path());
    json.writeStringField("result", file.result().toString());
    json.writeStringField("text", file.text());
    json.writeStringField("shell", file.shell());
  }

  private void answer(Probed.Answer answer) throws IOException {
    json.writeStringField("mac", answer.mac().toString());
    json.writeBooleanField("expected", answer.expected());
    if (!answer.why().isEmpty()) {
      json.writeStringField("why", answer.why());
    }
  }

  private void server(Probed.Server server) throws IOException {
    json.writeStringField("server", server.server().toString());
    json.writeStringField("method", server.method());
    json.writeNumberField("port", server.port());
    json.writeStringField("result", server.result().toString());
    json.writeBooleanField("ok", server.well());
    if (server.mss().isPresent()) {
      json.writeNumberField("mss", server.mss().get());
    }
    if (server.nanos().isPresent()) {
      json.writeNumberField("ms", ProbeText.millis(server.nanos().get()));
    }
    if (!server.why().isEmpty()) {
      json.writeStringField("why", server.why());
    }
  }

  private void step(Step step) throws IOException {
    Change change = step.change();
    key(change.key());
    json.writeStringField("before", change.before().text());
    json.writeStringField("after", change.after().text());
    json.writeStringField("shell", change.shell());
    json.writeStringField("result", step.result().toString());
  }

  private void unmet(Unmet unmet) throws IOException {
    key(unmet.key());
    strings("accepted", unmet.expectation().accepted().stream().map(Value::text).toList());
    json.writeStringField("observed", unmet.observed().text());
    json.writeStringField("why", unmet.expectation().why());
  }

  private void key(Key key) throws IOException {
    json.writeStringField("kind", key.kind().toString());
    json.writeStringField("key", key.name());
  }

  private void note(Note note) throws IOException {
    json.writeStringField("code", note.code());
    json.writeStringField("text", note.text());
  }

  private void error(Optional<Report.Failure> error) throws IOException {
    if (error.isEmpty()) {
      json.writeNullField("error");
      return;
    }
    json.writeObjectFieldStart("error");
    failure(error.get());
    if (!error.get().others().isEmpty()) {
      array("others", error.get().others(), this::failure);
    }
    json.writeEndObject();
  }

  private void failure(Report.Failure failure) throws IOException {
    json.writeStringField("code", failure.code());
    json.writeStringField("message", failure.message());
    if (failure.file().isPresent()) {
      json.writeStringField("file", failure.file().get());
    }
    if (failure.line() > 0) {
      json.writeNumberField("line", failure.line());
      json.writeNumberField("column", failure.column());
    }
  }

  private void strings(String field, List<String> values) throws IOException {
    json.writeArrayFieldStart(field);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }
}
