"use client";
import { useTranslations } from "next-intl";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { missingRoles } from "@/lib/chat/model-choice";
import { type Language, languages } from "@/lib/languages";
import { useConversation } from "./chat-context";

/** Warns before anybody speaks that no connected model serves the chosen language, and says how to connect one. */
export function LanguageNotice({ language, choose }: { language: Language; choose: (language: Language) => void }) {
  const t = useTranslations("chat.language");
  const models = useConversation((state) => state.models);
  const begun = useConversation((state) => state.turnIds.length > 0);
  const missing = missingRoles(models, language);
  if (missing.length === 0) return null;
  const other = languages.find((candidate) => missingRoles(models, candidate).length === 0);
  const code = (chunks: React.ReactNode) => (
    <code className="rounded-[3px] bg-background/70 px-1 py-0.5 font-mono text-[0.9em] [overflow-wrap:anywhere]">
      {chunks}
    </code>
  );
  return (
    <Alert tone="warning" data-testid="language-notice">
      <details open={!begun}>
        <summary className="font-medium">{t("title", { language: t(`names.${language}`) })}</summary>
        {missing.map((role) => (
          <p key={role} className="mt-1">
            {t(`roles.${role}`)}
          </p>
        ))}
        <p className="mt-1 text-muted-foreground">
          {missing.includes("llm") ? t.rich("how", { code }) : t.rich("howSpeech", { code })}
        </p>
        {other && (
          <Button variant="outline" size="sm" className="mt-2 pointer-coarse:h-11" onClick={() => choose(other)}>
            {t("switch", { language: t(`names.${other}`) })}
          </Button>
        )}
      </details>
    </Alert>
  );
}
