package store

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"gorm.io/gorm/logger"
)

// statements carries GORM's log to slog: slow statements only, without their
// values. Errors are returned, and logged once by whoever answers for them.
type statements struct {
	log *slog.Logger
}

// LogMode implements [logger.Interface]: slog decides what is shown.
func (s statements) LogMode(logger.LogLevel) logger.Interface { return s }

// Info implements [logger.Interface].
func (s statements) Info(ctx context.Context, format string, args ...any) {
	s.log.DebugContext(ctx, fmt.Sprintf(format, args...))
}

// Warn implements [logger.Interface].
func (s statements) Warn(ctx context.Context, format string, args ...any) {
	s.log.WarnContext(ctx, fmt.Sprintf(format, args...))
}

// Error implements [logger.Interface].
func (s statements) Error(ctx context.Context, format string, args ...any) {
	s.log.WarnContext(ctx, fmt.Sprintf(format, args...))
}

// Trace implements [logger.Interface].
func (s statements) Trace(ctx context.Context, begin time.Time, what func() (string, int64), _ error) {
	if took := time.Since(begin); took >= slow {
		statement, rows := what()
		s.log.WarnContext(ctx, "slow statement", "sql", statement, "rows", rows, "took", took)
	}
}

// ParamsFilter implements [gorm.ParamsFilter]: values stay out of the log.
func (statements) ParamsFilter(_ context.Context, statement string, _ ...any) (string, []any) {
	return statement, nil
}
