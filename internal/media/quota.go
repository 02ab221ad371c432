package media

import "github.com/diptych-cms/diptych/internal/fault"

// A Sum is how many files there are, and their bytes together. The same bytes are one
// file, of whoever brought them first; what is made from files does not count.
type Sum struct {
	Files int
	Bytes int64
}

// A Usage is what is uploaded: by everybody, and by one person.
type Usage struct{ Site, Own Sum }

// A Quota bounds what is uploaded, in bytes. Zero is no bound.
type Quota struct{ Site, User int64 }

// Check refuses so many bytes more than there are: a fault.TooLarge "upload.quota" of
// the person's own, "upload.site_quota" of the site's.
func (q Quota) Check(u Usage, more int64) error {
	if q.User > 0 && u.Own.Bytes+more > q.User {
		return over("upload.quota", u.Own.Bytes, q.User)
	}
	if q.Site > 0 && u.Site.Bytes+more > q.Site {
		return over("upload.site_quota", u.Site.Bytes, q.Site)
	}
	return nil
}

func over(code string, used, quota int64) error {
	return fault.New(fault.TooLarge, code, "used", used, "quota", quota).With("used", used).With("quota", quota)
}
