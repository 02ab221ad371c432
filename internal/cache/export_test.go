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
