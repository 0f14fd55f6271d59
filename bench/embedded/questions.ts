import type { Language } from "../../lib/languages";

/** A conversation of everyday questions; each is asked after the answers to those before it. */
export const everydayQuestions: Record<Language, readonly string[]> = {
  "zh-TW": [
    "你好，請問你可以幫我做什麼？",
    "銀行星期六有開嗎？",
    "信用卡掉了怎麼辦？",
    "感冒的時候應該多喝水嗎？",
    "怎麼泡一杯好喝的烏龍茶？",
    "明天要面試，可以給我一個建議嗎？",
    "會議要改到下午三點，怎麼跟客戶說比較禮貌？",
    "謝謝你，今天先這樣。",
  ],
  en: [
    "Hello, what can you help me with?",
    "Is the bank open on Saturday?",
    "What should I do if I lose my credit card?",
    "Should I drink more water when I have a cold?",
    "How do I make a good cup of tea?",
    "I have a job interview tomorrow. Can you give me one tip?",
    "The meeting moves to three in the afternoon. How do I tell the customer politely?",
    "Thank you, that is all for today.",
  ],
};
