"use client";
import { Pencil } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Textarea } from "@/components/ui/textarea";
import type { TurnView } from "@/lib/conversations";
import { errorCodeOf } from "@/lib/errors";
import type { TurnFeedback } from "@/lib/feedback";
import { Refused } from "../refused";
import { UnsavedGuard } from "../unsaved-guard";
import { correctTurnAction } from "./actions";
import { correctionSteps } from "./correction-steps";
import { HeardWords } from "./heard-words";
import { SaidBy } from "./said-by";
import { useReview } from "./use-review";

interface CorrectWordsProps {
  sessionId: string;
  turn: TurnView & { turn_id: string };
  corrections: TurnFeedback["corrections"];
  mayCorrect: boolean;
  /** Of a search, to be marked. */
  terms: string[];
}

/** What was recognised, who changed it to what, and a field to correct it in. */
export function CorrectWords({ sessionId, turn, corrections, mayCorrect, terms }: CorrectWordsProps) {
  const t = useTranslations("history.correct");
  const [draft, setDraft] = useState<{ text: string; basedOn: number | null } | null>(null);
  const newest = corrections.at(-1) ?? null;
  return (
    <div className="mt-1 space-y-1">
      <Steps turn={turn} corrections={corrections} terms={terms} />
      {mayCorrect && !draft && (
        <Button
          variant="ghost"
          size="sm"
          className="-ml-3 text-muted-foreground pointer-coarse:h-11"
          onClick={() => setDraft({ text: turn.user_text, basedOn: newest?.id ?? null })}
        >
          <Pencil aria-hidden />
          {t("edit")}
        </Button>
      )}
      {draft && (
        <CorrectionForm
          sessionId={sessionId}
          turn={turn}
          draft={draft}
          theirs={newest && newest.id !== draft.basedOn ? newest : null}
          change={setDraft}
        />
      )}
    </div>
  );
}

const earlierText = { recogniser: "recognised", lexicon: "byLexicon", person: "before" } as const;

/** Each change of the words, oldest first. */
function Steps({ turn, corrections, terms }: Pick<CorrectWordsProps, "turn" | "corrections" | "terms">) {
  const t = useTranslations("history.correct");
  const steps = correctionSteps(turn, corrections);
  if (steps.length === 0) return null;
  return (
    <ol aria-label={t("steps")} className="space-y-1">
      {steps.map(({ earlier, correction }) => (
        <li key={correction?.id ?? "heard"} className="text-muted-foreground text-sm">
          {earlier && (
            <p>
              {t(earlierText[earlier.from])}{" "}
              <s lang={turn.language ?? undefined} className="whitespace-pre-wrap">
                {earlier.text === "" ? t("nothing") : <HeardWords {...earlier} terms={terms} />}
              </s>
            </p>
          )}
          {correction && (
            <p className="text-xs">
              {t(earlier ? "by" : "confirmed")} <SaidBy {...correction} />
            </p>
          )}
        </li>
      ))}
    </ol>
  );
}

interface Draft {
  text: string;
  basedOn: number | null;
}

interface CorrectionFormProps extends Pick<CorrectWordsProps, "sessionId" | "turn"> {
  draft: Draft;
  /** A correction that somebody made since the field was opened. */
  theirs: TurnFeedback["corrections"][number] | null;
  change: (draft: Draft | null) => void;
}

function CorrectionForm({ sessionId, turn, draft, theirs, change }: CorrectionFormProps) {
  const t = useTranslations("history.correct");
  const common = useTranslations("common");
  const correct = useReview(sessionId, correctTurnAction);
  const canSave = draft.text.trim() !== "" && !correct.isPending && theirs === null;
  const isConflict = correct.error !== null && errorCodeOf(correct.error) === "conflict";
  return (
    <form
      className="space-y-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (canSave) correct.mutate({ turnId: turn.turn_id, ...draft }, { onSuccess: () => change(null) });
      }}
    >
      <UnsavedGuard isActive={draft.text !== turn.user_text} asksWithin />
      <Textarea
        autoFocus
        aria-label={t("label")}
        lang={turn.language ?? undefined}
        value={draft.text}
        rows={2}
        onChange={(event) => change({ ...draft, text: event.target.value })}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit();
        }}
      />
      {theirs && (
        <div role="alert" className="space-y-1 rounded-md bg-warning-soft px-3 py-2 text-sm">
          <p>{t("meanwhile", { by: theirs.by })}</p>
          <p lang={turn.language ?? undefined} className="font-medium">
            {theirs.text}
          </p>
          <Button
            variant="outline"
            size="sm"
            onClick={() => {
              correct.reset();
              change({ ...draft, basedOn: theirs.id });
            }}
          >
            {t("goOn")}
          </Button>
        </div>
      )}
      {!isConflict && <Refused error={correct.error} />}
      <div className="flex gap-2">
        <Button type="submit" size="sm" disabled={!canSave}>
          {t("save")}
        </Button>
        <Button variant="ghost" size="sm" onClick={() => change(null)}>
          {common("cancel")}
        </Button>
      </div>
    </form>
  );
}
