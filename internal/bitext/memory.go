package bitext

import (
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A Direction is one of the memory: what was written in Source and is read in
// Target.
type Direction struct {
	ID     int64
	Source locale.Tag
	Target locale.Tag
}

// An Entry of the memory is a text with its translation, both with numbered tags.
type Entry struct {
	ID        int64
	Direction Direction
	Source    string
	Target    string
	Tags      string // the elements of the source's tags, by number: "a br/ strong"
	Origin    Origin
	By        string // the actor who wrote or approved it
	At        time.Time
	Post      content.PostID // where it was approved last; empty: it was brought in
	Segment   string
	Brought   bool   // from a file
	Words     []byte // of the source, as they are compared
}

// EntryKeys are what an entry is found by.
type EntryKeys struct {
	Key    int64    // of the source's words
	Sum    int64    // of both texts
	Stems  []uint32 // of the source, each once
	Length int      // of the source, in words
	Source string   // in plain words
	Target string
}

// A Use is where an entry of the memory stands now, and between which texts.
type Use struct {
	Entry   int64
	Post    content.PostID
	Segment string
	Before  int64 // hash of the source text before it; 0: it is the first
	After   int64 // and after it; 0: the last
}

// A Posting says that an entry has a stem.
type Posting struct {
	Entry int64
	Words int // of its source; MostCounted and more are MostCounted
}

// MostCounted is how far postings count words.
const MostCounted = 255
