import type { Recogniser } from "./recogniser";
import type { WrittenItem } from "./written-item";

/** Words after which a number is a name made of digits. */
const nameWords =
  "統一編號|統編|帳號|帳戶|卡號|代碼|代號|編號|郵遞區號|訂單|密碼|驗證碼|[末後前][三四五六]碼|學號|分機|身分證|身分證字號|" +
  "護照|案號|房號|會員|工號|號碼|PIN|[Cc]ode|[Aa]ccount|[Oo]rder|[Ee]xtension|[Ee]xt\\.?|ZIP|[Pp]asscode|[Rr]oom|[Ff]light|ID";
const linkWords = "(?:號碼)?(?:\\s?(?:是|為|[:：]|#|No\\.?|number|is))*\\s?";
const callWords = "打|撥|撥打|請撥|專線|熱線|電話|[Cc]all|[Dd]ial|[Pp]hone";
/** Counted things: before them a long number is an amount. */
const counted = "\\s?[元萬億人筆次個張位件份戶]";

const extension = String.raw`(?:\s?(?:分機|轉|ext\.?|extension|#)\s?(?<extension>\d{1,6}))?`;
const softwareWithVersion =
  "Python|Node(?:\\.js)?|Java|iOS|iPadOS|Android|Windows|macOS|Ubuntu|Debian|Chrome|Firefox|Safari|Edge|PHP|Ruby|Swift|" +
  "Kotlin|TypeScript|React|Next\\.js|Vue|CUDA|PyTorch|Docker|[Vv]ersion|版本|第";

const topLevels = "com|org|net|io|tw|edu|gov|ai|dev|app|info|jp|hk|uk|us|eu|de|fr";
const fileEndings = "txt|pdf|docx?|xlsx?|pptx?|csv|jpe?g|png|zip|json|ya?ml|html?|md|mp[34]|wav";

function digits(groups: string[], more: { isPlus?: boolean; extension?: string | undefined } = {}): WrittenItem {
  return { kind: "digits", groups, isPlus: more.isPlus ?? false, extension: more.extension ?? null };
}

const groupsOf = (written: string) => written.split(/[^\d]+/u).filter(Boolean);
const sizeOf = (groups: string[]) => groups.join("").length;

/** A Taiwanese number without marks, as people part it: 0912 345 678, 02 2345 6789. */
function telephoneGroups(written: string): string[] {
  const groups = groupsOf(written);
  const [only = ""] = groups;
  if (groups.length > 1) {
    const last = groups.at(-1) ?? "";
    return last.length === 8 && groups.length === 2 ? [only, last.slice(0, 4), last.slice(4)] : groups;
  }
  if (/^09\d{8}$|^0800\d{6}$/.test(only)) return [only.slice(0, 4), only.slice(4, 7), only.slice(7)];
  if (/^0[2-8]\d{8}$/.test(only)) return [only.slice(0, 2), only.slice(2, 6), only.slice(6)];
  return [only];
}

/** Names made of digits, letters and points: addresses, telephone numbers, codes, versions. */
export const identifiers: Recogniser[] = [
  {
    // The trailing marks belong to the sentence.
    pattern: /\b(?:https?:\/\/|www\.)[^\s<>()（）「」，。！？、；]*[^\s<>()（）「」，。！？、；,.!?;:'"]/giu,
    read: (_, matched) => addressOrIp(hostOf(matched)),
  },
  {
    pattern: /(?<![\w@.-])[\w.+-]{1,64}@(?:[a-z\d-]{1,63}\.){1,8}[a-z]{2,24}(?![\w@-]|\.\w)/giu,
    read: (_, matched) => ({ kind: "address", text: matched }),
  },
  {
    pattern: new RegExp(`(?<![\\w@.-])(?:[a-z\\d-]{1,63}\\.){1,8}(?:${topLevels})(?![\\w@-]|\\.\\w)`, "giu"),
    read: (_, matched) => ({ kind: "address", text: matched }),
  },
  {
    pattern: new RegExp(`(?<![\\w.-])[\\w-]{1,63}\\.(?:${fileEndings})(?![\\w-]|\\.\\w)`, "giu"),
    read: (_, matched) => ({ kind: "address", text: matched }),
  },
  {
    pattern: /(?<![\d.])(?<ip>\d{1,3}(?:\.\d{1,3}){3})(?:\/(?<prefix>\d{1,2}))?(?::(?<port>\d{1,5}))?(?![\d]|\.\d)/gu,
    read: ({ ip = "", prefix, port }) => ipAddress(ip, prefix, port),
  },
  {
    pattern: new RegExp(
      String.raw`(?<![\p{L}\d])(?:\+\d{1,3}(?:[ .-]?\(?\d{1,4}\)?(?:[ .-]\d{2,4}){0,4})?(?!\d)|\+\d{7,15}(?!\d))${extension}`,
      "gu",
    ),
    read: ({ extension: more }, matched) => {
      const groups = groupsOf(more === undefined ? matched : matched.slice(0, matched.lastIndexOf(more)));
      // "+5" and "+15" are amounts.
      return sizeOf(groups) >= 3 ? digits(groups, { isPlus: true, extension: more }) : null;
    },
  },
  {
    pattern: new RegExp(
      String.raw`(?<![\p{L}\d.])(?<phone>\(0\d{1,3}\)\s?\d{3,4}(?:[ -]?\d{3,4})?|0\d{1,3}[ -]\d{3,4}(?:[ -]?\d{3,4})?|0\d{7,10})(?![\d-])${extension}`,
      "gu",
    ),
    read: ({ phone = "", extension: more }) => digits(telephoneGroups(phone), { extension: more }),
  },
  {
    pattern: /(?<![\p{L}\d.])(?:1[ -])?(?:\(\d{3}\)\s?|\d{3}[ -])\d{3}-\d{4}(?![\d-])/gu,
    read: (_, matched) => digits(groupsOf(matched)),
  },
  {
    pattern: /(?<![\p{L}\d.-])\d{3,4}(?:[ -]\d{3,4}){2,4}(?![\d-])/gu,
    read: (_, matched) => digits(groupsOf(matched)),
  },
  {
    pattern: new RegExp(`(?<=(?:${callWords})\\s?)(?<code>\\d{3,4})(?![\\d.,:/-]\\d|\\d|${counted})`, "gu"),
    read: ({ code = "" }) => digits([code]),
  },
  {
    pattern: /(?<![\d.])(?<code>1(?:10|13|19|65)|19(?:22|25|80|95))(?=\s?(?:專線|報案|熱線))/gu,
    read: ({ code = "" }) => digits([code]),
  },
  {
    pattern: new RegExp(
      `(?<=(?:${nameWords})${linkWords})(?<code>\\d{3,20}(?:-\\d{1,8}){0,4})(?![\\d/:]|[.,]\\d|${counted})`,
      "gu",
    ),
    read: ({ code = "" }) => digits(groupsOf(code)),
  },
  {
    pattern: new RegExp(`(?<![\\p{L}\\d.])(?<code>\\d{1,8}(?:-\\d{1,8}){1,6})(?![\\d-]|\\.\\d|${counted}|\\s?%)`, "gu"),
    read({ code = "" }) {
      const groups = groupsOf(code);
      const isRange = groups.length === 2 && (sizeOf(groups) < 7 || groups.every(isRoundOrYear));
      return isRange ? null : digits(groups);
    },
  },
  {
    pattern: new RegExp(`(?<![\\p{L}\\d.,$€£¥-])(?<code>\\d{8,})(?![\\d]|[.,]\\d|${counted})`, "gu"),
    read: ({ code = "" }) => digits(code.length > 10 ? (code.match(/\d{1,4}/g) ?? []) : [code]),
  },
  {
    pattern: /(?<![\w.])(?:[vV]|[vV]er\.?\s?)(?<parts>\d+(?:\.\d+){0,4})(?![\w]|\.\d)/gu,
    read: ({ parts = "" }) => ({ kind: "version", isNamed: true, parts: parts.split(".") }),
  },
  {
    pattern: /(?<![\w.])(?<parts>\d+(?:\.\d+){2,5})(?![\d]|\.\d)/gu,
    read: ({ parts = "" }) => ({ kind: "version", isNamed: false, parts: parts.split(".") }),
  },
  {
    pattern: new RegExp(
      `(?<=(?:${softwareWithVersion})\\s?)(?<parts>\\d{1,4}\\.\\d{1,3})(?=\\s?版|(?![\\d%]|\\s?%|\\.\\d))`,
      "gu",
    ),
    read: ({ parts = "" }) => ({ kind: "version", isNamed: false, parts: parts.split(".") }),
  },
  {
    pattern: /(?<![\d.,/])24\/7(?![\d/])/gu,
    read: () => ({ kind: "word", words: { en: "twenty-four seven", "zh-TW": "全天候" } }),
  },
  {
    pattern: /(?<![\p{L}\d.])7-(?:11|ELEVEN|Eleven)(?![\p{L}\d])/gu,
    read: () => ({ kind: "word", words: { en: "Seven Eleven", "zh-TW": "Seven Eleven" } }),
  },
  {
    pattern: /(?<=[台臺]北\s?)101(?!\d|,\d|\.\d)|(?<!\d)101(?=\s?大樓)/gu,
    read: () => digits(["101"]),
  },
  {
    // RTX 3090, Office 365: the number is a part of a name.
    pattern:
      /(?<=(?<![\p{L}\d])(?!(?:TWD|NTD|USD|HKD|EUR|GBP|JPY|KRW|CNY|RMB) )[A-Z][A-Za-z]{1,11} )(?<model>\d{3,4})(?![\d]|[.,:/-]\d|\s?[%°]|\s?[A-Za-z]{1,4}\b|\s?[年元])/gu,
    read: ({ model = "" }) => ({ kind: "code", runs: [model] }),
  },
];

/** Letters and digits in one word; measures and ordinals, which look the same, come before. */
export const codes: Recogniser = {
  pattern:
    /(?<![\p{Script=Latin}\d.-])(?=[A-Za-z-]*\d)(?=[\d-]*[A-Za-z])[A-Za-z\d]{1,40}(?:-[A-Za-z\d]{1,40}){0,6}(?![A-Za-z\d])/gu,
  read: (_, matched) => ({ kind: "code", runs: matched.match(/[A-Za-z]+|\d+/g) ?? [] }),
};

/** "2000-3000" and "2019-2024" are ranges. */
const isRoundOrYear = (group: string) => /^[1-9]\d*00$|^(?:19|20)\d\d$/.test(group);

function hostOf(url: string): string {
  const host = url
    .replace(/^https?:\/\//iu, "")
    .replace(/^www\./iu, "")
    .split(/[/?#]/u, 1)[0];
  return host?.replace(/^[^@]*@/u, "") ?? "";
}

function addressOrIp(host: string): WrittenItem {
  const [, ip = "", port] = /^(\d{1,3}(?:\.\d{1,3}){3})(?::(\d{1,5}))?$/u.exec(host) ?? [];
  return ipAddress(ip, undefined, port) ?? { kind: "address", text: host };
}

function ipAddress(written: string, prefix: string | undefined, port: string | undefined): WrittenItem | null {
  const parts = written.split(".");
  if (parts.length !== 4 || parts.some((part) => Number(part) > 255)) return null;
  return { kind: "ip", parts, prefixLength: prefix ?? null, port: port ?? null };
}
