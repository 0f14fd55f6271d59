ALTER TABLE `alert_incidents` ADD `window_s` integer;--> statement-breakpoint
-- Before it was kept: the default window, and that of each pace at which the budget is spent.
UPDATE `alert_incidents` SET `window_s` = 900 WHERE `kind` IN ('p95', 'error_rate');--> statement-breakpoint
UPDATE `alert_incidents` SET `window_s` = iif(`threshold` > 10, 3600, 21600) WHERE `kind` = 'burn_rate';
