package publishing

// mostLooked bounds how many rows of a list one page looks at.
const mostLooked = 1000

// fill makes a page of those things of a list that the actor may know of: read
// returns up to n of all after one of them, at first after none. The page ends with
// something that it shows, so that neither its length nor the place where the next
// one begins says how many there are beside, or which; only after more than
// [mostLooked] in a row does it end among them. No next one is nil.
func fill[T any](limit int, read func(after *T, n int) ([]T, error), shows func(*T) (bool, error)) (page []T, next *T, err error) {
	for looked := 0; looked < mostLooked; looked += limit + 1 {
		batch, err := read(next, limit+1)
		if err != nil {
			return nil, nil, err
		}
		for i := range batch {
			seen, err := shows(&batch[i])
			switch {
			case err != nil:
				return nil, nil, err
			case seen && len(page) == limit:
				return page, &page[limit-1], nil
			case seen:
				page = append(page, batch[i])
			}
		}
		if len(batch) <= limit {
			return page, nil, nil
		}
		next = &batch[limit]
	}
	if len(page) == limit {
		next = &page[limit-1]
	}
	return page, next, nil
}
