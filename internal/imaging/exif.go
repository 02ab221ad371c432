package imaging

import "encoding/binary"

// orientationTag is where EXIF says how a picture is to be turned.
const orientationTag = 0x0112

// orientation returns the orientation, 1 to 8, that a TIFF structure names in
// its first directory (EXIF 2.32 §4.6.4); 1, which is upright, if it names none.
func orientation(tiff []byte) int {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder
	switch string(tiff[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 1
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 1
	}
	count := int64(order.Uint16(tiff[at:]))
	for i := range count {
		field := at + 2 + 12*i
		if field+12 > int64(len(tiff)) {
			return 1
		}
		f := tiff[field:]
		if order.Uint16(f) != orientationTag {
			continue
		}
		const short = 3
		if v := int(order.Uint16(f[8:])); order.Uint16(f[2:]) == short && v >= 1 && v <= 8 {
			return v
		}
		return 1
	}
	return 1
}
