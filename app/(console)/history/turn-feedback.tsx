"use client";
import { MessageSquarePlus, Plus, Trash2, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { ThumbButtons } from "@/components/turn/thumb-buttons";
import { Button } from "@/components/ui/button";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { Textarea } from "@/components/ui/textarea";
import type { TurnFeedback as Feedback, QualityTag } from "@/lib/feedback";
import { Refused } from "../refused";
import { UnsavedGuard } from "../unsaved-guard";
import { addNoteAction, rateTurnAction, removeNoteAction, tagTurnAction } from "./actions";
import { SaidBy } from "./said-by";
import { useQuickReview, useReview } from "./use-review";
import { useTagName } from "./use-tag-name";

interface TurnFeedbackProps {
  sessionId: string;
  turnId: string;
  feedback: Feedback;
  tags: readonly QualityTag[];
  /** Whether the reader may rate the turn; and tag it and write notes. */
  mayRate: boolean;
  reviews: boolean;
  /** What else can be done with the turn. */
  children?: ReactNode;
}

const thumbText = { up: "filters.up", down: "filters.down" } as const;

/** What people said about a turn: thumbs, the house's tags, notes; each with who and when. */
export function TurnFeedback(props: TurnFeedbackProps) {
  const { sessionId, turnId, feedback, mayRate, reviews } = props;
  const t = useTranslations("history");
  const rate = useQuickReview(sessionId, rateTurnAction);
  const own = feedback.thumbs.find((each) => each.own)?.thumb ?? null;
  const others = feedback.thumbs.filter((each) => !each.own);
  return (
    <div className="space-y-2">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1.5">
        {mayRate && (
          <span className="-ml-2 pointer-coarse:-ml-3.5">
            <ThumbButtons thumb={own} rate={(thumb) => rate.mutate({ turnId, thumb })} />
          </span>
        )}
        {others.map((each) => (
          <span key={each.by} className="text-xs">
            {t(thumbText[each.thumb])} <SaidBy {...each} />
          </span>
        ))}
        <Tags {...props} />
      </div>
      <Refused error={rate.error} />
      <Notes sessionId={sessionId} turnId={turnId} notes={feedback.notes} reviews={reviews}>
        {props.children}
      </Notes>
    </div>
  );
}

function Tags({ sessionId, turnId, feedback, tags, reviews }: TurnFeedbackProps) {
  const t = useTranslations("history.feedback");
  const tagName = useTagName();
  const change = useQuickReview(sessionId, tagTurnAction);
  const [isOpen, setIsOpen] = useState(false);
  const here = new Set(feedback.tags.map(({ tag_id }) => tag_id));
  const offered = tags.filter(({ id, retired }) => !retired && !here.has(id));
  return (
    <>
      {feedback.tags.map((each) => {
        const tag = tags.find(({ id }) => id === each.tag_id);
        const name = tag ? tagName(tag) : String(each.tag_id);
        return (
          <span key={each.tag_id} className="flex items-center gap-1.5 rounded-md bg-muted px-2 py-0.5 text-xs">
            {name} <SaidBy {...each} />
            {reviews && (
              <button
                type="button"
                aria-label={t("removeTag", { tag: name })}
                className="rounded-md p-0.5 hover:bg-hover pointer-coarse:p-3"
                onClick={() => change.mutate({ turnId, tagId: each.tag_id, isSet: false })}
              >
                <X aria-hidden className="size-3" />
              </button>
            )}
          </span>
        );
      })}
      {reviews && offered.length > 0 && (
        // In a portal: what is in an article that costs no layout off screen would be cut off at its edges.
        <Popover open={isOpen} onOpenChange={setIsOpen}>
          <PopoverTrigger asChild>
            <Button variant="ghost" size="sm" className="text-muted-foreground pointer-coarse:h-11">
              <Plus aria-hidden />
              {t("addTag")}
            </Button>
          </PopoverTrigger>
          <PopoverContent align="start" aria-label={t("addTag")} className="w-56 p-1">
            <ul>
              {offered.map((tag) => (
                <li key={tag.id}>
                  <Button
                    variant="ghost"
                    size="sm"
                    className="w-full justify-start font-normal pointer-coarse:h-11"
                    onClick={() => {
                      setIsOpen(false);
                      change.mutate({ turnId, tagId: tag.id, isSet: true });
                    }}
                  >
                    {tagName(tag)}
                  </Button>
                </li>
              ))}
            </ul>
          </PopoverContent>
        </Popover>
      )}
      <Refused error={change.error} />
    </>
  );
}

interface NotesProps extends Pick<TurnFeedbackProps, "sessionId" | "turnId" | "reviews" | "children"> {
  notes: Feedback["notes"];
}

function Notes({ sessionId, turnId, notes, reviews, children }: NotesProps) {
  const t = useTranslations("history.feedback");
  const common = useTranslations("common");
  const add = useReview(sessionId, addNoteAction);
  const remove = useQuickReview(sessionId, removeNoteAction);
  const [text, setText] = useState<string | null>(null);
  return (
    <>
      {notes.map((note) => (
        <div key={note.id} className="flex items-start gap-2 rounded-md bg-muted px-3 py-2 text-sm">
          <div className="min-w-0 flex-1">
            <p className="whitespace-pre-wrap break-words">{note.text}</p>
            <SaidBy {...note} />
          </div>
          {note.own && (
            <Button
              variant="ghost"
              size="icon-sm"
              className="pointer-coarse:size-11"
              aria-label={t("removeNote")}
              onClick={() => remove.mutate({ noteId: note.id })}
            >
              <Trash2 aria-hidden />
            </Button>
          )}
        </div>
      ))}
      <div className="-ml-3 flex flex-wrap empty:hidden">
        {reviews && text === null && (
          <Button
            variant="ghost"
            size="sm"
            className="text-muted-foreground pointer-coarse:h-11"
            onClick={() => setText("")}
          >
            <MessageSquarePlus aria-hidden />
            {t("addNote")}
          </Button>
        )}
        {children}
      </div>
      {text !== null && (
        <form
          className="space-y-2"
          onSubmit={(event) => {
            event.preventDefault();
            add.mutate({ turnId, text }, { onSuccess: () => setText(null) });
          }}
        >
          <UnsavedGuard isActive={text.trim() !== ""} asksWithin />
          <Textarea
            autoFocus
            aria-label={t("note")}
            value={text}
            maxLength={2_000}
            rows={2}
            onChange={(event) => setText(event.target.value)}
          />
          <div className="flex gap-2">
            <Button type="submit" size="sm" disabled={text.trim() === "" || add.isPending}>
              {t("saveNote")}
            </Button>
            <Button variant="ghost" size="sm" onClick={() => setText(null)}>
              {common("cancel")}
            </Button>
          </div>
        </form>
      )}
      <Refused error={add.error ?? remove.error} />
    </>
  );
}
