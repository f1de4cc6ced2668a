package io.lvsagent.agent.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.lvsagent.agent.apply.RunResult.Step;
import io.lvsagent.agent.host.Change;
import io.lvsagent.agent.host.Value;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.plan.Unmet;
import io.lvsagent.agent.verify.Finding;
import io.lvsagent.agent.verify.ServiceStatus;
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

  static String of(Report report, String host) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      new JsonReport(json).write(report, host);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.append('\n').toString();
  }

  private void write(Report report, String host) throws IOException {
    json.writeStartObject();
    json.writeStringField("schema", SCHEMA);
    json.writeStringField("command", report.command());
    json.writeStringField("host", host);
    json.writeNumberField("exit", report.exit());
    json.writeBooleanField("changed", report.run().changed());
    json.writeArrayFieldStart("services");
    for (ServiceStatus service : report.services()) {
      write(service);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("changes");
    for (Step step : report.run().changes()) {
      write(step);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("unmet");
    for (Unmet unmet : report.run().unmet()) {
      write(unmet);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("notes");
    for (Note note : report.notes()) {
      json.writeStartObject();
      json.writeStringField("code", note.code());
      json.writeStringField("text", note.text());
      json.writeEndObject();
    }
    json.writeEndArray();
    write(report.error());
    if (report.connections().isPresent()) {
      BalancingJson.connections(report.connections().get(), json);
    }
    if (report.text().isPresent()) {
      json.writeStringField("text", report.text().get());
    }
    json.writeEndObject();
  }

  private void write(ServiceStatus service) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", service.name());
    json.writeStringField("profile", service.profile());
    json.writeStringField("role", service.role());
    json.writeStringField("state", service.state().toString());
    json.writeArrayFieldStart("items");
    for (Finding finding : service.findings()) {
      write(finding);
    }
    json.writeEndArray();
    BalancingJson.services(service.balancing(), service.drained(), json);
    json.writeEndObject();
  }

  private void write(Finding finding) throws IOException {
    json.writeStartObject();
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
    json.writeEndObject();
  }

  private void write(Step step) throws IOException {
    Change change = step.change();
    json.writeStartObject();
    json.writeStringField("kind", change.key().kind().toString());
    json.writeStringField("key", change.key().name());
    json.writeStringField("before", change.before().text());
    json.writeStringField("after", change.after().text());
    json.writeStringField("shell", change.shell());
    json.writeStringField("result", step.result().toString());
    json.writeEndObject();
  }

  private void write(Unmet unmet) throws IOException {
    json.writeStartObject();
    json.writeStringField("kind", unmet.key().kind().toString());
    json.writeStringField("key", unmet.key().name());
    strings("accepted", unmet.expectation().accepted().stream().map(Value::text).toList());
    json.writeStringField("observed", unmet.observed().text());
    json.writeStringField("why", unmet.expectation().why());
    json.writeEndObject();
  }

  private void write(Optional<Report.Failure> error) throws IOException {
    if (error.isEmpty()) {
      json.writeNullField("error");
      return;
    }
    Report.Failure failure = error.get();
    json.writeObjectFieldStart("error");
    json.writeStringField("code", failure.code());
    json.writeStringField("message", failure.message());
    if (failure.file().isPresent()) {
      json.writeStringField("file", failure.file().get());
    }
    if (failure.line() > 0) {
      json.writeNumberField("line", failure.line());
      json.writeNumberField("column", failure.column());
    }
    json.writeEndObject();
  }

  private void strings(String field, List<String> values) throws IOException {
    json.writeArrayFieldStart(field);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }
}
