package handbook

// A framed operation is what the layout's pieces show: the operation, and the page
// that it stands on.
type framed struct {
	*page
	Op operation
}

// In puts the operation on its page, for the layout.
func (o operation) In(p *page) framed { return framed{page: p, Op: o} }
