/** How an amount of a currency is said; `{}` is the place of the amount. A currency without `cents` has none in use. */
interface SpokenCurrency {
  mandarin: string;
  /** The currency's name where no amount stands beside it. */
  name: string;
  one: string;
  many: string;
  cents: [one: string, many: string] | null;
}

const cents: [string, string] = ["cent", "cents"];

/** By the sign or code that is written; codes are matched in capitals only. */
export const currencies: Record<string, SpokenCurrency> = {
  NT$: { mandarin: "{}元", name: "新台幣", one: "Taiwan dollar", many: "Taiwan dollars", cents },
  US$: { mandarin: "{}美元", name: "美元", one: "US dollar", many: "US dollars", cents },
  HK$: { mandarin: "{}港幣", name: "港幣", one: "Hong Kong dollar", many: "Hong Kong dollars", cents },
  $: { mandarin: "{}元", name: "元", one: "dollar", many: "dollars", cents },
  "€": { mandarin: "{}歐元", name: "歐元", one: "euro", many: "euros", cents },
  "£": { mandarin: "{}英鎊", name: "英鎊", one: "pound", many: "pounds", cents: ["penny", "pence"] },
  "¥": { mandarin: "{}日圓", name: "日圓", one: "yen", many: "yen", cents: null },
  "₩": { mandarin: "{}韓元", name: "韓元", one: "won", many: "won", cents: null },
  RMB: { mandarin: "人民幣{}元", name: "人民幣", one: "yuan", many: "yuan", cents: null },
};

const spellings: Record<string, string> = {
  TWD: "NT$",
  NTD: "NT$",
  USD: "US$",
  HKD: "HK$",
  EUR: "€",
  GBP: "£",
  JPY: "¥",
  KRW: "₩",
  CNY: "RMB",
};

const written = [...Object.keys(currencies), ...Object.keys(spellings)].sort((a, b) => b.length - a.length);

/** Source of a pattern for any written sign or code. */
export const currencyPattern = written.map((each) => each.replace("$", "\\$")).join("|");

/** The key in `currencies` of a written sign or code. */
export const currencyKey = (spelling: string): string => spellings[spelling] ?? spelling;
