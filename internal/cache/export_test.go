package cache

// Settle waits for what is being compressed, and for the cache to put itself in order.
func (c *Cache) Settle() {
	c.presses <- struct{}{}
	<-c.presses
	for _, k := range []*kept{c.answers, c.refusals} {
		if k != nil {
			k.CleanUp()
		}
	}
}

// Usage says how full a cache is.
type Usage struct {
	Items int
	Bytes int64
}

// Usage returns how many items the cache holds, of how many bytes, about.
func (c *Cache) Usage() (u Usage) {
	for _, k := range []*kept{c.answers, c.refusals} {
		if k != nil {
			u.Items += k.EstimatedSize()
			u.Bytes += int64(k.WeightedSize())
		}
	}
	return u
}
