package hugo

import "testing"

// pictured is what becomes of the pictures that the pages of a corpus name.
type pictured struct {
	Files    int // different ones, which the import takes in
	Named    int // as resources
	Lent     int // as resources, by the folder of another language
	External int // as resources, at other hosts
	Missing  int // as resources
	Empty    int // as resources without a file
	Shown    int // by bodies, and taken in
	Broken   int // by bodies, and missing
}

// TestCorpusPictures counts them.
func TestCorpusPictures(t *testing.T) {
	for name, want := range map[string]pictured{
		"cds":      {External: 456, Broken: 6},
		"cloudops": {Files: 79, Named: 73, Lent: 5, Missing: 5, Empty: 12, Shown: 26, Broken: 85},
	} {
		t.Run(name, func(t *testing.T) {
			site := readCorpus(t, name)
			var got pictured
			files := make(map[string]bool)
			for _, w := range site.Works {
				for _, d := range w.Documents {
					page, err := site.Load(t.Context(), d)
					if err != nil {
						t.Fatal(err)
					}
					for _, r := range page.Resources {
						files[r.File] = true
						switch {
						case r.File != "":
							got.Named++
							if r.LentFrom != "" {
								got.Lent++
							}
						case isURL(r.URL):
							got.External++
						case r.URL == "":
							got.Empty++
						}
					}
					for _, i := range page.Images {
						files[i.File] = true
						got.Shown++
					}
					for _, n := range page.Notes {
						switch n.Code {
						case "import.resource_missing":
							got.Missing++
						case "import.picture_missing":
							got.Broken++
						}
					}
				}
			}
			delete(files, "")
			got.Files = len(files)
			if got != want {
				t.Errorf("%+v, want %+v", got, want)
			}
		})
	}
}
