/** Fields whose texts AVATAR chooses from lists of its own, or makes up, such as an id. */
const ownWords = [
  "timestamp",
  "level",
  "event",
  "trace_id",
  "mode",
  "role",
  "stage",
  "engine",
  "task",
  "state",
  "step",
  "error_code",
  "auth_code",
  "digest",
];
const leftOut = "(left out)";

/**
 * A line of the log for strangers: numbers, and texts from AVATAR's own lists. Any other text, a message of an error or
 * what a library printed, might quote somebody or name a file; of a stack only the places in the code stay. Null for what
 * is no line of AVATAR's.
 */
export function keepableLine(line: string): string | null {
  let fields: unknown;
  try {
    fields = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof fields !== "object" || fields === null || !("event" in fields)) return null;
  return JSON.stringify(
    Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, keepable(name, value)])),
  );
}

function keepable(name: string, value: unknown): unknown {
  if (typeof value === "number" || typeof value === "boolean" || value === null) return value;
  if (typeof value !== "string") return leftOut;
  if (name === "stack") return placesIn(value);
  return ownWords.includes(name) && /^[\w:.-]{1,64}$/.test(value) ? value : leftOut;
}

/** `main.js:120:7` of each frame; the first lines of a stack are the message. */
function placesIn(stack: string): string[] {
  return stack.split("\n").flatMap((line) => /^\s+at .*?([\w.-]+:\d+:\d+)\)?$/.exec(line)?.[1] ?? []);
}
