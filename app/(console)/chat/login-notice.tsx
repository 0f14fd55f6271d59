"use client";
import { useNow, useTranslations } from "next-intl";
import { type FormEvent, useState, useTransition } from "react";
import { PasswordField } from "@/components/shell/password-field";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Label } from "@/components/ui/label";
import type { ErrorCode } from "@/lib/errors";
import { useConversation } from "./chat-context";

interface LoginNoticeProps {
  username: string;
  /** Resolves with null when the login goes on, else with the code of what is wrong. */
  renew: (password: string) => Promise<ErrorCode | null>;
}

/**
 * Shown in the last minute of a login. It takes no focus and stops nothing: the person may be in the middle of a
 * sentence.
 */
export function LoginNotice(props: LoginNoticeProps) {
  const endsAtMs = useConversation((state) => state.loginEndsAtMs);
  if (endsAtMs === null) return null;
  return (
    <Alert
      tone="warning"
      role="alert"
      data-testid="login-notice"
      className="mx-auto mb-2 w-[calc(100%-2rem)] max-w-[43rem] shrink-0"
    >
      <LastMinute endsAtMs={endsAtMs} {...props} />
    </Alert>
  );
}

function LastMinute({ endsAtMs, username, renew }: LoginNoticeProps & { endsAtMs: number }) {
  const t = useTranslations("chat.login");
  const now = useNow({ updateInterval: 1_000 });
  const seconds = Math.ceil((endsAtMs - now.getTime()) / 1_000);
  if (seconds <= 0) return <p>{t("ended")}</p>;
  return (
    <>
      {/* Hidden from screen readers, which would talk over the reply each second. */}
      <p className="font-medium tabular-nums" aria-hidden>
        {t("title", { seconds })}
      </p>
      <p className="sr-only">{t("said")}</p>
      <p className="text-muted-foreground">{t("hint")}</p>
      <RenewForm username={username} renew={renew} />
    </>
  );
}

const fieldId = "renew-password";
const errorId = "renew-error";

function RenewForm({ username, renew }: LoginNoticeProps) {
  const t = useTranslations();
  const [code, setCode] = useState<ErrorCode | null>(null);
  const [pending, startTransition] = useTransition();
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (pending) return;
    const password = String(new FormData(event.currentTarget).get(fieldId));
    // The server could not be reached: the person may try again.
    startTransition(async () => setCode(await renew(password).catch((): ErrorCode => "internal")));
  }
  return (
    <form onSubmit={submit} className="mt-2 flex flex-wrap items-end gap-2">
      {/* It tells a password manager whose password is asked for. */}
      <input className="hidden" name="username" autoComplete="username" value={username} readOnly />
      <div className="min-w-0 flex-1 basis-48 space-y-1">
        <Label htmlFor={fieldId}>{t("login.password")}</Label>
        <PasswordField
          id={fieldId}
          invalid={code === "bad_credentials"}
          describedBy={code === null ? undefined : errorId}
        />
      </div>
      <Button type="submit" className="h-10 pointer-coarse:h-11" aria-disabled={pending}>
        {pending ? t("chat.login.pending") : t("chat.login.action")}
      </Button>
      {code !== null && (
        <p id={errorId} className="basis-full text-danger">
          {code === "bad_credentials" ? t("chat.login.wrong") : t(`errors.${code}`)}
        </p>
      )}
    </form>
  );
}
