"use client";
import { createContext, type ReactNode, useContext } from "react";
import { type LanguageGap, languageGap } from "@/lib/language-gap";
import type { Language } from "@/lib/languages";
import { useConversation } from "./chat-context";

interface LanguageChoice {
  /** The language that this person speaks with AVATAR. */
  language: Language;
  choose: (language: Language) => void;
  /** Commands are shown to those who may type them. */
  isAdmin: boolean;
}

const LanguageContext = createContext<LanguageChoice | null>(null);

export function LanguageProvider({ children, ...choice }: LanguageChoice & { children: ReactNode }) {
  return <LanguageContext value={choice}>{children}</LanguageContext>;
}

/** What does not work now in the person's language, beside the way to another one. Throws outside of a provider. */
export function useLanguageGap(): LanguageChoice & { gap: LanguageGap | null } {
  const choice = useContext(LanguageContext);
  if (!choice) throw new Error("useLanguageGap needs a LanguageProvider around it.");
  const models = useConversation((state) => state.models);
  return { ...choice, gap: languageGap(models, choice.language) };
}
