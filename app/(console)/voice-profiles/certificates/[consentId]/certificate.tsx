import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { wordsLimits } from "@/lib/consent/words-limits";
import type { Language } from "@/lib/languages";
import type { CertificateView } from "@/lib/voice-profiles/views";
import { LicenceText } from "../../licence-text";
import { ReaderMoment } from "../reader-moment";

interface CertificateProps {
  certificate: CertificateView;
  /** The language that is not the reader's: each name is repeated in it. */
  other: Language;
}

/** A calm sheet: what was consented to, by whom, how it was checked, and what became of it. */
export async function Certificate({ certificate, other }: CertificateProps) {
  const [t, o, common, purpose, language] = await Promise.all([
    getTranslations("voices.certificate"),
    getTranslations({ locale: other, namespace: "voices.certificate" }),
    getTranslations("common"),
    getTranslations("voices.purpose.names"),
    getTranslations("chat.language.names"),
  ]);
  const moment = (atS: number) => <ReaderMoment at={atS} isFull />;
  const { status, method, scores, decision, ended, model } = certificate;
  type Key = Parameters<typeof t>[0] & `fields.${string}`;
  const row = (key: Key, value: ReactNode) =>
    value === null || value === "" ? null : (
      <div className="grid break-inside-avoid gap-x-4 py-2 print:py-1 sm:grid-cols-[11rem_minmax(0,1fr)] print:grid-cols-[11rem_minmax(0,1fr)]">
        <dt className="text-sm">
          {t(key)}
          <span lang={other} className="block text-muted-foreground text-xs">
            {o(key)}
          </span>
        </dt>
        <dd className="min-w-0 break-words text-sm">{value}</dd>
      </div>
    );
  const hash = (text: string | null) => text && <span className="wrap-anywhere font-mono text-xs">{text}</span>;
  const quoted = (text: string | null) =>
    text && (
      <q lang={certificate.language} className="text-[0.9375rem]">
        {text}
      </q>
    );
  const knownPurpose = purpose.has(certificate.purpose as Parameters<typeof purpose>[0]);
  return (
    <article className="rounded-md border bg-card px-5 py-6 md:px-8 print:border-0 print:p-0">
      <header className="border-b pb-4">
        <p className="text-muted-foreground text-xs tracking-wide">AVATAR</p>
        <h1 className="mt-1 font-semibold text-xl">{t("title")}</h1>
        <p lang={other} className="text-muted-foreground">
          {o("title")}
        </p>
        <p className="mt-3 font-medium">{t(`statuses.${status}`)}</p>
        <p lang={other} className="text-muted-foreground text-sm">
          {o(`statuses.${status}`)}
        </p>
        {method === "written" && (
          <p className="mt-2 text-sm">
            {t("writtenNote")}
            <span lang={other} className="block text-muted-foreground text-xs">
              {o("writtenNote")}
            </span>
          </p>
        )}
      </header>
      <dl className="divide-y">
        {row("fields.voice", certificate.profile_name)}
        {row("fields.speaker", certificate.speaker_name)}
        {row("fields.owner", certificate.owner)}
        {row(
          "fields.purpose",
          knownPurpose ? purpose(certificate.purpose as Parameters<typeof purpose>[0]) : certificate.purpose,
        )}
        {row("fields.method", t(`methods.${method}`))}
        {row("fields.given", moment(certificate.at))}
        {row("fields.by", certificate.by)}
        {row("fields.language", language(certificate.language))}
        {row("fields.sentence", quoted(certificate.sentence))}
        {row("fields.heard", quoted(certificate.heard))}
        {scores && row("fields.words", t("wordsScore", { error: scores.wordsError, ...wordsLimits }))}
        {scores &&
          row(
            "fields.sameVoice",
            <>
              {t(`speakerAnswers.${scores.speakerAnswer}`)}
              {scores.speakerScore !== null && (
                <span className="block text-muted-foreground">
                  {scores.matchFrom === null || scores.noMatchBelow === null
                    ? t("speakerScore", { score: scores.speakerScore })
                    : common("sentences", {
                        first: t("speakerScore", { score: scores.speakerScore }),
                        second: t("speakerLimits", { match: scores.matchFrom, noMatch: scores.noMatchBelow }),
                      })}
                </span>
              )}
              <span className="block text-muted-foreground">{t("speechS", { seconds: scores.speechS })}</span>
            </>,
          )}
        {row("fields.checkedBy", checkedBy())}
        {decision &&
          row(
            "fields.decision",
            <>
              {decision.by} · {moment(decision.at)}
            </>,
          )}
        {decision && row("fields.reason", decision.reason)}
        {ended &&
          row(
            "fields.ended",
            <>
              {endReason()} · {ended.by || "AVATAR"} · {moment(ended.at)}
            </>,
          )}
        {row("fields.document", certificate.evidence_name)}
        {row("fields.evidence", hash(certificate.evidence_sha256))}
        {row("fields.reference", hash(certificate.reference_sha256))}
        {model && row("fields.model", <LicenceText name={model.name} licence={model.licence} />)}
        {row("fields.number", hash(certificate.id))}
      </dl>
      <footer className="mt-4 border-t pt-4 text-muted-foreground text-xs">
        <p>{t("meaning")}</p>
        <p lang={other}>{o("meaning")}</p>
        {ended && (
          <p className="mt-2">
            {t("endedMeaning")}
            <span lang={other} className="block">
              {o("endedMeaning")}
            </span>
          </p>
        )}
      </footer>
    </article>
  );

  function checkedBy(): string | null {
    if (method === "written") return t("checkedByAdmin", { by: certificate.by });
    return scores ? t("checkedByServer") : null;
  }

  function endReason(): string {
    const key = `endReasons.${ended?.reason}` as Parameters<typeof t>[0];
    return t.has(key) ? t(key) : (ended?.reason ?? "");
  }
}
