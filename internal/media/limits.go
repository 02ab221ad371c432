package media

// Limits bound what is taken in.
type Limits struct {
	Bytes  int64 // of a file
	Pixels int   // of a picture: width times height
	Frames int   // of a moving picture
}

// DefaultLimits returns the limits of an installation that sets none.
func DefaultLimits() Limits { return Limits{Bytes: 64 << 20, Pixels: 50_000_000, Frames: 1000} }
