import { expect, test } from "vitest";
import { misakiWord } from "./misaki";

test("ARPAbet becomes misaki's alphabet, stress before the vowel", () => {
  expect(misakiWord("hello", ["HH", "AH0", "L", "OW1"], null)).toBe("həlˈO");
  expect(misakiWord("further", ["F", "ER1", "DH", "ER0"], null)).toBe("fˈɜɹðəɹ");
  expect(misakiWord("joy", ["JH", "OY1"], null)).toBe("ʤˈY");
  expect(misakiWord("overcoat", ["OW1", "V", "ER0", "K", "OW2", "T"], null)).toBe("ˈOvəɹkˌOt");
});

test("function words are weak inside a sentence and strong at its end", () => {
  expect(misakiWord("the", ["DH", "AH0"], ["K", "AE1", "T"])).toBe("ðə");
  expect(misakiWord("the", ["DH", "AH0"], ["AE1", "P", "AH0", "L"])).toBe("ði");
  expect(misakiWord("can", ["K", "AE1", "N"], ["S", "IY1"])).toBe("kæn");
  expect(misakiWord("can", ["K", "AE1", "N"], null)).toBe("kˈæn");
});
