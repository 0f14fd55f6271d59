import type { StageSeries } from "../../../lib/metrics/kept-numbers";
import { type KeptStage, keptStages } from "../../../lib/service-levels";
import { Sketch } from "./sketch";

interface Line {
  stage: KeptStage;
  splitValue: string | null;
  steps: Map<number, Sketch>;
}

/** The times of stages by step and split value. */
export class StageLines {
  private readonly lines = new Map<string, Line>();

  /** The sketch of one step of one line, to which times are added. */
  at(stage: KeptStage, splitValue: string | null, fromS: number): Sketch {
    const key = `${stage} ${splitValue ?? ""}`;
    let line = this.lines.get(key);
    if (!line) {
      line = { stage, splitValue, steps: new Map() };
      this.lines.set(key, line);
    }
    let step = line.steps.get(fromS);
    if (!step) {
      step = new Sketch();
      line.steps.set(fromS, step);
    }
    return step;
  }

  /** Ordered by stage and split value. */
  series(): StageSeries[] {
    const place = ({ stage }: Line) => keptStages.indexOf(stage);
    const name = ({ splitValue }: Line) => splitValue ?? "";
    return [...this.lines.values()]
      .sort((a, b) => place(a) - place(b) || name(a).localeCompare(name(b), "en", { numeric: true }))
      .map((line) => {
        const steps = [...line.steps].sort(([a], [b]) => a - b);
        return {
          stage: line.stage,
          split_value: line.splitValue,
          whole: Sketch.of(steps.map(([, sketch]) => sketch)).percentiles(),
          points: steps.map(([from_s, sketch]) => ({ from_s, ...sketch.percentiles() })),
        };
      });
  }
}
