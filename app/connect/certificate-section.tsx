"use client";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { UnsavedGuard } from "@/app/(console)/unsaved-guard";
import { useDates } from "@/app/(console)/use-dates";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Label } from "@/components/ui/label";
import type { CertificateFacts, OwnCertificate } from "@/lib/connect/own-certificate";
import { serveCertificateAction } from "./actions";

/** For administrators: which certificate is served, and a company's in its place. */
export function CertificateSection({ certificate: { source, valid_to, names } }: { certificate: CertificateFacts }) {
  const t = useTranslations("connect.certificate");
  const errors = useTranslations("errors");
  const { date } = useDates();
  const router = useRouter();
  const [outcome, setOutcome] = useState<{ text: string; isRefused: boolean } | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const [isChosen, setIsChosen] = useState(false);

  async function change(read: () => Promise<OwnCertificate | null>) {
    setIsBusy(true);
    const answer = await read()
      .then(serveCertificateAction)
      .catch(() => null);
    setIsBusy(false);
    const refuse = (text: string) => setOutcome({ text, isRefused: true });
    if (answer === null) return refuse(t("failed"));
    if (answer.code !== null) refuse(errors(answer.code));
    else if (answer.value !== null) refuse(t(`problems.${answer.value}`));
    else {
      setIsChosen(false);
      setOutcome({ text: t("changed"), isRefused: false });
    }
    router.refresh();
  }

  return (
    <section>
      <h2 className="font-semibold text-base">{t("title")}</h2>
      <p className="mt-1 max-w-prose text-sm">{t(`sources.${source}`)}</p>
      <p className="wrap-anywhere mt-1 max-w-prose text-muted-foreground text-xs">
        {t("validTo", { date: date(valid_to), names: names.join(" · ") })}
      </p>
      {source !== "files" && (
        <details className="mt-3 max-w-prose">
          <summary className="cursor-pointer py-2 text-sm">{t("upload")}</summary>
          <form
            className="mt-2 grid gap-3"
            onChange={({ currentTarget }) => {
              const fields = [...currentTarget.querySelectorAll("input")];
              setIsChosen(fields.some(({ files }) => files?.length));
            }}
            onSubmit={(event) => {
              event.preventDefault();
              const form = new FormData(event.currentTarget);
              const texts = ["cert", "key"].map((name) => (form.get(name) as File).text());
              void change(async () => {
                const [cert = "", key = ""] = await Promise.all(texts);
                return { cert, key };
              });
            }}
          >
            <UnsavedGuard isActive={isChosen} />
            <FileField name="cert" label={t("cert")} />
            <FileField name="key" label={t("key")} />
            <div className="flex flex-wrap gap-2">
              <Button type="submit" disabled={isBusy} className="pointer-coarse:h-11">
                {t("use")}
              </Button>
              {source === "uploaded" && (
                <Button
                  variant="outline"
                  disabled={isBusy}
                  onClick={() => void change(async () => null)}
                  className="pointer-coarse:h-11"
                >
                  {t("own")}
                </Button>
              )}
            </div>
          </form>
        </details>
      )}
      {outcome?.isRefused && (
        <p role="alert" className="mt-2 text-danger text-sm">
          {outcome.text}
        </p>
      )}
      <p role="status" className="mt-2 text-sm empty:hidden">
        {outcome && !outcome.isRefused ? outcome.text : null}
      </p>
    </section>
  );
}

function FileField({ name, label }: { name: string; label: string }) {
  return (
    <div className="grid gap-1.5">
      <Label htmlFor={`certificate-${name}`}>{label}</Label>
      <Input id={`certificate-${name}`} name={name} type="file" accept=".pem,.crt,.cer,.key" required />
    </div>
  );
}
