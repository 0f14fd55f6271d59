/**
 * Lines that may hold what people said (a dumped request, what F5-TTS prints of its texts, a voice's reference text, values given to
 * a query, JSON that Node quotes) or a key.
 * They are dropped even before anybody has talked to the process.
 */
const unfitForLogs =
  /(?<![a-z])(prompt|messages|content|input|text|params)["']?\s*[:=]|\b(ref|gen)_text\b|is not valid JSON|api[_-]?key|password|secret/i;
/** False for a line that may quote a person or hold a key. */
export const isFitForLogs = (line: string): boolean => !unfitForLogs.test(line);
