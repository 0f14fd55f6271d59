import type { TimeLine } from "../alerts/alerts";
import type {
  ErrorReport,
  GaugeReport,
  LevelTile,
  RatingReport,
  StageReport,
  VolumeReport,
} from "../metrics/kept-numbers";

/** What `GET /api/dashboard/tiles` answers. */
export type DashboardTiles = LevelTile[];

/** What `GET /api/dashboard` answers: everything over time. */
export interface DashboardCharts {
  stages: StageReport;
  gauges: GaugeReport;
  errors: ErrorReport;
  volumes: VolumeReport;
  ratings: RatingReport;
  time_line: TimeLine;
}
