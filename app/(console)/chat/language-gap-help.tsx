"use client";
import { useTranslations } from "next-intl";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import type { LanguageGap } from "@/lib/language-gap";
import { useConversation } from "./chat-context";
import { useLanguageGap } from "./use-language-gap";

/** Says before anybody speaks what does not work in their language. Once a turn has said it, it is not said twice. */
export function LanguageNotice() {
  const { gap } = useLanguageGap();
  const isSaid = useConversation(({ turnIds, turns }) =>
    turnIds.some((id) => turns[id]?.errorCode === "model_language_unsupported"),
  );
  return gap && !isSaid ? <LanguageGapHelp gap={gap} /> : null;
}

/** One sentence, the way to a language that works, and for administrators what to type. */
export function LanguageGapHelp({ gap, role }: { gap: LanguageGap; role?: "alert" }) {
  const t = useTranslations("chat.language");
  const { choose, isAdmin } = useLanguageGap();
  const { instead } = gap;
  const problem = t(`gap.${gap.kind}`, { language: t(`names.${gap.language}`) });
  const commands = gap.commands.join("\n");
  return (
    <Alert tone="warning" role={role} data-testid="language-notice">
      <p>{problem}</p>
      {isAdmin && <Commands lines={gap.commands} />}
      <div className="mt-2 flex flex-wrap items-center gap-2 empty:hidden">
        {instead && (
          <Button variant="outline" size="sm" className="pointer-coarse:h-11" onClick={() => choose(instead)}>
            {t("switch", { language: t(`names.${instead}`) })}
          </Button>
        )}
        {!isAdmin && <CopyButton text={t("forAdmin", { problem, commands })} label={t("copyForAdmin")} showsLabel />}
      </div>
    </Alert>
  );
}

function Commands({ lines }: { lines: readonly string[] }) {
  const t = useTranslations("chat.language");
  return (
    <div className="mt-2">
      <p className="text-muted-foreground text-xs">{t("commands")}</p>
      <div className="flex items-start gap-1">
        <pre className="min-w-0 flex-1 whitespace-pre-wrap break-all rounded-[3px] bg-background/70 px-2 py-1.5 font-mono text-xs">
          {lines.join("\n")}
        </pre>
        <CopyButton text={lines.join("\n")} label={t("copyCommands")} />
      </div>
    </div>
  );
}
