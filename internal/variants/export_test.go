package variants

// Waiting returns how many wait for what is being made.
func Waiting(m *Maker) int {
	m.runs.mu.Lock()
	defer m.runs.mu.Unlock()
	n := 0
	for _, r := range m.runs.runs {
		n += r.waiting
	}
	return n
}

// Queued returns how many runs work or wait for a place.
func Queued(m *Maker) int { return len(m.drawing.queue) }
