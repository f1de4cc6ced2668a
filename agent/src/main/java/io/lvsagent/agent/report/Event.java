package io.lvsagent.agent.report;

import io.lvsagent.agent.apply.RunResult.Step;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.verify.ServiceStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Something that a watch has to tell.
 *
 * @param word such as {@code repaired}
 * @param services their states, with the findings that differ
 */
public record Event(
    String word,
    Instant time,
    Optional<List<ServiceStatus>> services,
    List<Step> changes,
    List<Note> notes) {}
