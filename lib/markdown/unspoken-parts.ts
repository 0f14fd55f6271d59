/** Parts of a reply that are no answer: what a model thinks before it, and its calls of tools. */
export type UnspokenKind = "thought" | "call";

const thoughtTags = "think|thinking|thought|reasoning|reflection|scratchpad|seed:think";
const callTags =
  "tool_call|tool_calls|function_call|function_calls|tool_code|tool_response|tool_result|function=[\\w.-]{1,64}";

interface Opening {
  kind: UnspokenKind;
  opens: RegExp;
  /** The end of a part; null: it is JSON, which ends where its brackets do. */
  closes: ((opened: string) => RegExp) | null;
}

const openings: Opening[] = [
  { kind: "thought", opens: new RegExp(`<(?:${thoughtTags})>`, "i"), closes: (opened) => closing(opened) },
  { kind: "thought", opens: /\[THINK\]/, closes: () => /\[\/THINK\]/ },
  { kind: "thought", opens: /◁think▷/, closes: () => /◁\/think▷/ },
  {
    kind: "thought",
    opens: /<\|channel\|>(?:analysis|commentary)[^<]{0,80}<\|message\|>/,
    closes: () => /<\|(?:end|call)\|>/,
  },
  { kind: "thought", opens: /<\|begin_of_thought\|>/, closes: () => /<\|end_of_thought\|>/ },
  { kind: "call", opens: new RegExp(`<(?:${callTags})(?:\\s[^<>]{0,80})?>`, "i"), closes: (opened) => closing(opened) },
  { kind: "call", opens: /(?:\[TOOL_CALLS\]|<\|python_tag\|>|functools)\s*(?=[[{])/, closes: null },
  {
    kind: "call",
    opens: /(?=(?:\[\s*)?\{\s*"(?:name|tool|tools|tool_name|tool_calls|function|action|arguments|parameters)"\s*:)/,
    closes: null,
  },
];
/** Closing tags, and single marks of a chat's format, that stand alone. */
const strays = new RegExp(
  `</(?:${thoughtTags})>|\\[/THINK\\]|◁/think▷|<\\|end_of_thought\\|>|</(?:tool_calls?|function_calls?|function|tool_code|tool_response|tool_result)>|<\\|start\\|>assistant|<\\|channel\\|>final<\\|message\\|>|<\\|(?!start|channel)[a-z_]{2,24}\\|>`,
  "i",
);
const thoughtEnd = new RegExp(`^(?:</(?:${thoughtTags})>|\\[/THINK\\]|◁/think▷|<\\|end_of_thought\\|>)$`, "i");

const closing = (opened: string) =>
  new RegExp(`</${(/^<([\w:]+)/.exec(opened)?.[1] ?? "").replace(/\W/g, "\\$&")}>`, "i");

/** A place where a part that is not spoken begins. */
export interface FoundOpening {
  kind: UnspokenKind;
  from: number;
  /** After its opening mark. */
  to: number;
  /** Finds the end of the part in a text from `to` on; null: it is JSON. */
  closes: RegExp | null;
}

/** A closing mark without an opening one: all before it was thought, when `endsThought`. */
export interface FoundStray {
  kind: "stray";
  from: number;
  to: number;
  endsThought: boolean;
}

/** The first opening or stray mark of `text` at `from` or later, not directly after a backtick. */
export function nextUnspoken(text: string, from: number): FoundOpening | FoundStray | null {
  let first: FoundOpening | FoundStray | null = null;
  const rest = text.slice(from);
  if (!/[<[{◁]|functools/.test(rest)) return null;
  for (const { kind, opens, closes } of openings) {
    const match = opens.exec(rest);
    if (!match || rest[match.index - 1] === "`") continue;
    const at = from + match.index;
    if (first && first.from <= at) continue;
    first = { kind, from: at, to: at + match[0].length, closes: closes === null ? null : closes(match[0]) };
  }
  const stray = strays.exec(rest);
  if (stray && rest[stray.index - 1] !== "`" && (!first || from + stray.index < first.from)) {
    const at = from + stray.index;
    first = { kind: "stray", from: at, to: at + stray[0].length, endsThought: thoughtEnd.test(stray[0]) };
  }
  return first;
}

/** True when the end of `text` may grow into a mark that begins a part: "<thi", "[TOOL", '{"na'. Returns its index. */
export function openingAtEnd(text: string): number | null {
  const tail = text.slice(-96);
  const at = tail.search(
    /(?:<\|(?:start|channel)\|>[a-z ]{0,20}(?:<[^<>]{0,20})?|<[^\s<>][^<>]{0,80}|<|\[[A-Z_/]{0,12}|◁\/?[a-z]{0,5}|(?:\[\s*)?\{\s*(?:"[\w]{0,16}(?:"\s*)?)?|\[\s*)$/u,
  );
  return at < 0 ? null : text.length - tail.length + at;
}

/** Follows JSON to the end of its brackets, also when it comes in pieces. */
export class JsonScanner {
  private depth = 0;
  private inString = false;
  private escaped = false;

  /** The index after the closing bracket in `text` from `from` on; null: it is not there yet. */
  push(text: string, from: number): number | null {
    for (let at = from; at < text.length; at++) {
      const character = text[at];
      if (this.escaped) this.escaped = false;
      else if (this.inString) {
        if (character === "\\") this.escaped = true;
        else if (character === '"') this.inString = false;
      } else if (character === '"') this.inString = true;
      else if (character === "{" || character === "[") this.depth += 1;
      else if (character === "}" || character === "]") {
        this.depth -= 1;
        if (this.depth === 0) return at + 1;
      }
    }
    return null;
  }
}
