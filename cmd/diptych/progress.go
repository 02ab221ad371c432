package main

import (
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
)

// manyFiles is the number from which work without a terminal tells of each tenth.
const manyFiles = 500

// A progress shows how far long work is: a bar on a terminal, now and then a
// line elsewhere. It is told from one goroutine at a time.
type progress struct {
	k     *console
	key   string
	bar   *progressbar.ProgressBar // nil where there is no terminal, or nothing was told yet
	tenth int
}

func (k *console) progress(key string) *progress { return &progress{k: k, key: key} }

// terminal reports whether standard error is one.
func (k *console) terminal() bool {
	f, ok := k.err.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// tell says that done of total are done.
func (p *progress) tell(done, total int) {
	if total == 0 {
		return
	}
	if p.bar == nil && p.k.terminal() {
		p.bar = progressbar.NewOptions(total,
			progressbar.OptionSetWriter(p.k.err),
			progressbar.OptionSetDescription(p.k.say(p.key)),
			progressbar.OptionShowCount(),
			progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionClearOnFinish(),
		)
	}
	if p.bar != nil {
		// A bar that cannot be drawn must not stop the work.
		_ = p.bar.Set(done)
		return
	}
	if tenth := done * 10 / total; tenth > p.tenth && total >= manyFiles {
		p.tenth = tenth
		p.k.note("progress.plain", "what", p.k.say(p.key), "done", done, "total", total)
	}
}

// clear takes the bar away, so that a line can be printed; the next tell draws it.
func (p *progress) clear() {
	if p.bar != nil {
		_ = p.bar.Clear()
	}
}

// end clears the bar.
func (p *progress) end() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}
