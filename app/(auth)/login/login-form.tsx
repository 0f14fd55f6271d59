"use client";
import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { PasswordField } from "@/components/shell/password-field";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Label } from "@/components/ui/label";
import { Spinner } from "@/components/ui/spinner";
import type { ErrorCode } from "@/lib/errors";

/**
 * Null before the first attempt; after a refusal its code, the name that was entered, and after how many seconds a
 * further attempt is taken, where that is known.
 */
export type LoginResult = { code: ErrorCode; username: string; waitS: number | null } | null;

interface LoginFormProps {
  action: (previous: LoginResult, form: FormData) => Promise<LoginResult>;
  /** Where to go afterwards: a path on this server. */
  next: string | undefined;
  /** Why the person is here again, shown until the first attempt. */
  notice: string | undefined;
  /** What next-auth's own endpoint put into the URL after a failed attempt. */
  initialCode: ErrorCode | undefined;
}

const errorId = "login-error";

/** Says why a login was refused, and when it may be tried again. */
function useRefusalWords(): (refusal: NonNullable<LoginResult>) => string {
  const t = useTranslations();
  return ({ code, waitS }) => {
    if (code !== "rate_limited") return t(`errors.${code}`);
    if (waitS === null) return t("login.throttled");
    // Rounded up: whoever comes back after that time is let in. Zero minutes: the seconds are said.
    return t("login.throttledFor", { seconds: waitS, minutes: waitS < 60 ? 0 : Math.ceil(waitS / 60) });
  };
}

/** A server action as the form's target, so that it works without JavaScript too. */
export function LoginForm({ action, next, notice, initialCode }: LoginFormProps) {
  const t = useTranslations();
  const [result, submit, pending] = useActionState(
    action,
    initialCode ? { code: initialCode, username: "", waitS: null } : null,
  );
  const wordsFor = useRefusalWords();
  const message = result && wordsFor(result);
  const invalid = result?.code === "bad_credentials" || result?.code === "invalid_input";
  return (
    // The button keeps its focus while it runs, so a second press is stopped here.
    <form action={submit} onSubmit={(event) => pending && event.preventDefault()} className="space-y-5">
      {message && (
        <Alert tone="danger" role="alert" id={errorId}>
          {message}
        </Alert>
      )}
      {!message && notice && <Alert role="status">{notice}</Alert>}
      <input type="hidden" name="next" value={next ?? ""} />
      <div className="space-y-1.5">
        <Label htmlFor="username">{t("login.username")}</Label>
        <Input
          id="username"
          name="username"
          key={result?.username}
          defaultValue={result?.username}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          required
          maxLength={64}
          aria-invalid={invalid || undefined}
          aria-describedby={message ? errorId : undefined}
        />
      </div>
      <div className="space-y-1.5">
        <Label htmlFor="password">{t("login.password")}</Label>
        <PasswordField id="password" invalid={invalid} describedBy={message ? errorId : undefined} />
      </div>
      <Button type="submit" className="h-10 w-full" aria-disabled={pending}>
        {pending && <Spinner />}
        {pending ? t("login.submitting") : t("login.submit")}
      </Button>
    </form>
  );
}
