/**
 * What a recogniser may hear of "I agree to have my voice cloned as “Mia”, for customer service. Today is November 29, 2026,
 * and the baker is painting a yellow boat in the garden." and what it counts as.
 */
export const englishTable: [heard: string, answer: "yes" | "again" | "no"][] = [
  // As it stands there, however dates and numbers are written.
  [
    "I agree to have my voice cloned as “Mia”, for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "yes",
  ],
  [
    "i agree to have my voice cloned as mia for customer service today is november 29 2026 and the baker is painting a yellow boat in the garden",
    "yes",
  ],
  [
    "I AGREE TO HAVE MY VOICE CLONED AS MIA FOR CUSTOMER SERVICE. TODAY IS NOVEMBER 29TH, 2026, AND THE BAKER IS PAINTING A YELLOW BOAT IN THE GARDEN.",
    "yes",
  ],
  [
    "I agree to have my voice cloned as Mia, for customer service, today is November twenty-ninth, twenty twenty-six, and the baker is painting a yellow boat in the garden.",
    "yes",
  ],
  [
    "I agree to have my voice cloned as Mia, for customer service, to-day is November twenty ninth, twenty twenty six, and the baker is painting a yellow boat in the garden.",
    "yes",
  ],
  [
    "I agree to have my voice cloned as Mia for customer service. Today is November twenty-nine, two thousand and twenty-six, and the baker is painting a yellow boat in the garden.",
    "yes",
  ],
  [
    "I agree to have my voice cloned as Mia for customer service. Today is November twenty-ninth two thousand twenty-six and the baker is painting a yellow boat in the garden.",
    "yes",
  ],
  [
    "I agree to have my voice cloned as Mia for customer service. Today is the 29th of November 2026, and the baker is painting a yellow boat in the garden.",
    "yes",
  ],
  [
    "I agree to have my voice cloned as Mia for customer service. Today is 29 November 2026, and the baker is painting a yellow boat in the garden.",
    "yes",
  ],
  [
    "I agree to have my voice cloned as Mia for customer service. Today is November the 29th, 2026, and the baker is painting a yellow boat in the garden.",
    "yes",
  ],
  [
    "I agree to have my voice cloned as Mia for customer service. Today is Nov. 29, 2026, and the baker is painting a yellow boat in the garden.",
    "yes",
  ],
  [
    "I agree to have my voice cloned as Mia for customer service. Today is 11/29/2026, and the baker is painting a yellow boat in the garden.",
    "yes",
  ],
  [
    "I agree to have my voice cloned as Mia for customer service. Today is 29/11/2026, and the baker is painting a yellow boat in the garden.",
    "yes",
  ],
  [
    "I agree to have my voice cloned as Mia for customer service. Today is 2026-11-29, and the baker is painting a yellow boat in the garden.",
    "yes",
  ],
  [
    "I agree to have my voice cloned as Mia for customer service. Today is November 29, 2,026, and the baker is painting a yellow boat in the garden.",
    "yes",
  ],
  // Short forms, hyphens, case, marks.
  [
    "I agree to have my voice cloned as Mia for customer service. Today's November 29, 2026, and the baker's painting a yellow boat in the garden.",
    "yes",
  ],
  [
    "I agree to have my voice cloned as MIA for customer-service. Today is November 29, 2026 and the Baker is painting a yellow-boat in the garden",
    "yes",
  ],
  [
    "I agree to have my voice cloned as Mia... for customer service!! Today is: November 29, 2026; and the baker is painting a yellow boat in the garden?",
    "yes",
  ],
  // A few sounds misheard, fillers.
  [
    "Agree to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "yes",
  ],
  [
    "Um, I agree to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "yes",
  ],
  [
    "I agreed to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "yes",
  ],
  [
    "I agree to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden. Bye.",
    "yes",
  ],
  [
    "I agree to have my voice clothed as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow bolt in the garden.",
    "yes",
  ],
  [
    "I agree to have my voice cloned as Mia for customers service. Today is November 29, 2026, and a baker is painting the yellow boat in a garden.",
    "yes",
  ],
  [
    "I agree to have my voice cloned as Mia for customer service. Today is November 29, 2026, the baker is painting a yellow boat in the garden.",
    "yes",
  ],
  [
    "I agree to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the banker is painting a yellow boat in the garden.",
    "yes",
  ],
  [
    "I agree to have my voice cloned as Mia four customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "yes",
  ],
  // The name may be wrong by one syllable.
  [
    "I agree to have my voice cloned as Maya for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "yes",
  ],
  [
    "I agree to have my voice cloned as Mira for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "yes",
  ],
  [
    "I agree to have my voice cloned as me a for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "yes",
  ],
  // Another name.
  [
    "I agree to have my voice cloned as Jonathan for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "again",
  ],
  [
    "I agree to have my voice cloned as Oliver for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "again",
  ],
  [
    "I agree to have my voice cloned as Front Desk for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "again",
  ],
  [
    "I agree to have my voice cloned as for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "again",
  ],
  // Another day.
  [
    "I agree to have my voice cloned as Mia for customer service. Today is November 28, 2026, and the baker is painting a yellow boat in the garden.",
    "again",
  ],
  [
    "I agree to have my voice cloned as Mia for customer service. Today is November nineteenth, 2026, and the baker is painting a yellow boat in the garden.",
    "again",
  ],
  [
    "I agree to have my voice cloned as Mia for customer service. Today is October 29, 2026, and the baker is painting a yellow boat in the garden.",
    "again",
  ],
  [
    "I agree to have my voice cloned as Mia for customer service. Today is September 29, 2026, and the baker is painting a yellow boat in the garden.",
    "again",
  ],
  [
    "I agree to have my voice cloned as Mia for customer service. Today is November 29, 2025, and the baker is painting a yellow boat in the garden.",
    "again",
  ],
  [
    "I agree to have my voice cloned as Mia for customer service. Today is November 29, and the baker is painting a yellow boat in the garden.",
    "again",
  ],
  [
    "I agree to have my voice cloned as Mia for customer service. Today is 2026, and the baker is painting a yellow boat in the garden.",
    "again",
  ],
  [
    "I agree to have my voice cloned as Mia for customer service. The baker is painting a yellow boat in the garden.",
    "again",
  ],
  // Another purpose.
  [
    "I agree to have my voice cloned as Mia for training courses. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "again",
  ],
  [
    "I agree to have my voice cloned as Mia for public announcements. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "again",
  ],
  [
    "I agree to have my voice cloned as Mia for audio recordings. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "again",
  ],
  [
    "I agree to have my voice cloned as Mia. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "again",
  ],
  // The end of another ceremony, or none.
  [
    "I agree to have my voice cloned as Mia for customer service. Today is November 29, 2026, and my brother is selling fresh fruit near the station.",
    "again",
  ],
  ["I agree to have my voice cloned as Mia for customer service. Today is November 29, 2026.", "no"],
  [
    "I agree to have my voice cloned as Oliver for training courses. Today is March 3, 2026, and my brother is selling fresh fruit near the station.",
    "no",
  ],
  // Half of it, and nothing of it.
  ["I agree to have my voice cloned as Mia for customer service.", "no"],
  ["Today is November 29, 2026, and the baker is painting a yellow boat in the garden.", "no"],
  ["I agree.", "no"],
  ["", "no"],
  ["What time does the bank open tomorrow?", "no"],
  ["我同意把我的聲音複製成王小雅，用於客戶服務。", "no"],
  // Denied: never, whatever the rest is.
  [
    "I do not agree to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "no",
  ],
  [
    "I don't agree to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "no",
  ],
  [
    "I don’t agree to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "no",
  ],
  [
    "I dont agree to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "no",
  ],
  [
    "I can't agree to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "no",
  ],
  [
    "I cannot agree to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "no",
  ],
  [
    "I won't agree to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "no",
  ],
  [
    "I never agree to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "no",
  ],
  [
    "I disagree to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "no",
  ],
  [
    "I refuse to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "no",
  ],
  [
    "I agree not to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "no",
  ],
  [
    "I agree to have no voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "no",
  ],
  [
    "I do not consent to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "no",
  ],
  [
    "Nobody agrees to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "no",
  ],
  [
    "No, I agree to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "no",
  ],
  // Something else in place of the agreement, or taken back later.
  [
    "I hate to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "again",
  ],
  [
    "I agree to have my voice cloned as Mia, not for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "again",
  ],
  [
    "I agree to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden. I do not agree.",
    "again",
  ],
  [
    "I agree to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden. Just kidding.",
    "again",
  ],
  // It begins with the agreement and says nothing besides.
  [
    "I dis agree to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "again",
  ],
  [
    "You agree to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "again",
  ],
  [
    "He agrees to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "again",
  ],
  [
    "If I agree to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "again",
  ],
  [
    "Nope agree to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "again",
  ],
  [
    "Nah, I agree to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "again",
  ],
  [
    "I stop to agree to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "again",
  ],
  [
    "I fail to agree to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "again",
  ],
  [
    "Did I agree to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "again",
  ],
  [
    "I'd agree to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "again",
  ],
  [
    "I unagree to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "again",
  ],
  [
    "They say I agree to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "again",
  ],
  [
    "I agree if forced to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "again",
  ],
  [
    "I agree to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden. Only kidding.",
    "again",
  ],
  [
    "I agree to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden. I take it back.",
    "again",
  ],
  [
    "I agree to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden. As if.",
    "again",
  ],
  [
    "I agree to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden. Psych!",
    "again",
  ],
  [
    "I agree to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden. Yeah right.",
    "again",
  ],
  [
    "I agree to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden. I was forced.",
    "again",
  ],
  [
    "I agree to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden. This is a lie.",
    "again",
  ],
  [
    "I agree to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden. Void.",
    "again",
  ],
  [
    "I agree to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden. Okay.",
    "yes",
  ],
  [
    "I agree to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden. Thank you.",
    "yes",
  ],
  [
    "I agree to have my voice cloned as Mia for customer service, as if I would. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "again",
  ],
  [
    "I agree to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat I take it back.",
    "again",
  ],
  [
    "I agree, I agree to have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "yes",
  ],
  [
    "A greed have my voice cloned as Mia for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "yes",
  ],
  [
    "I agree to have my voice cloned as Max for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "again",
  ],
  [
    "I agree to have my voice cloned as Bo for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "again",
  ],
  [
    "I agree to have my voice cloned as Joe for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "again",
  ],
  [
    "I agree to have my voice cloned as Eva for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "again",
  ],
  [
    "I agree to have my voice cloned as Mia for customer service. Psych! Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "again",
  ],
  [
    "I agree to have my voice cloned as Mia for customer service. Um, Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    "yes",
  ],
];
