"use client";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { useTheme } from "next-themes";
import { useState, useTransition } from "react";
import { actionValue } from "@/app/action-answer";
import { Button } from "@/components/ui/button";
import { Segmented } from "@/components/ui/segmented";
import { languages } from "@/lib/languages";
import type { SettingValue } from "@/lib/settings";
import { Refused } from "../refused";
import { Section } from "../section";
import { type Undoable, UndoNotice } from "../undo-notice";
import { useOneAtATime } from "../use-one-at-a-time";
import { forgetSettingAction, saveSettingAction } from "./actions";
import { useChatMemory } from "./use-chat-memory";

interface SettingsSectionProps {
  /** What conversations remember of this person; null: nothing. */
  chat: SettingValue<"chat"> | null;
  chooseLocale: (locale: string) => Promise<void>;
  chooseTheme: (theme: string) => Promise<void>;
}

/** Language, theme, and what conversations remember. */
export function SettingsSection({ chat, chooseLocale, chooseTheme }: SettingsSectionProps) {
  const t = useTranslations("account");
  const languageName = useTranslations("languages");
  const locale = useLocale();
  const { theme = "system", setTheme } = useTheme();
  const [, startTransition] = useTransition();
  return (
    <Section className="text-sm" title={t("settings.title")}>
      <div className="grid gap-4 sm:grid-cols-2">
        <Segmented
          label={t("language")}
          value={locale}
          options={languages.map((language) => [language, languageName(language)] as const)}
          choose={(value) => startTransition(() => chooseLocale(value))}
        />
        <Segmented
          label={t("theme")}
          value={theme as "light" | "dark" | "system"}
          options={[
            ["light", t("themeLight")],
            ["dark", t("themeDark")],
            ["system", t("themeSystem")],
          ]}
          choose={(value) => {
            setTheme(value);
            startTransition(() => chooseTheme(value));
          }}
        />
      </div>
      <ChatMemory chat={chat} />
    </Section>
  );
}

function ChatMemory({ chat }: Pick<SettingsSectionProps, "chat">) {
  const t = useTranslations("account.settings");
  const router = useRouter();
  const [undoable, setUndoable] = useState<Undoable | null>(null);
  const facts = useChatMemory(chat);
  const restore = useOneAtATime({
    mutationFn: (value: SettingValue<"chat">) => actionValue(saveSettingAction({ key: "chat", value })),
    onSuccess() {
      setUndoable(null);
      router.refresh();
    },
  });
  const forget = useOneAtATime({
    mutationFn: (_: SettingValue<"chat">) => actionValue(forgetSettingAction({ key: "chat" })),
    onSuccess(_, before) {
      setUndoable({ text: t("forgotten"), undo: () => restore.mutate(before) });
      router.refresh();
    },
  });
  return (
    <div className="space-y-3 pt-2">
      <h3 className="font-medium">{t("chat")}</h3>
      <p className="text-muted-foreground text-sm">{facts.length > 0 ? t("chatWhat") : t("chatNothing")}</p>
      {facts.length > 0 && (
        <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1">
          {facts.map(({ name, value }) => (
            <div key={name} className="contents">
              <dt className="text-muted-foreground">{name}</dt>
              <dd className="tabular-nums">{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {chat && facts.length > 0 && (
        <Button
          variant="outline"
          className="pointer-coarse:h-11"
          disabled={forget.isPending}
          onClick={() => forget.mutate(chat)}
        >
          {t("forget")}
        </Button>
      )}
      <p className="text-muted-foreground text-xs">{t("device")}</p>
      <Refused error={forget.error ?? restore.error} />
      <UndoNotice undoable={undoable} />
    </div>
  );
}
