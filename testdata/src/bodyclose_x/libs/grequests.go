package libs

import (
	"errors"

	"github.com/levigross/grequests"
)

func onlyStatus(url string) (int, error) {
	resp, err := grequests.Get(url, nil) // want "is never closed"
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

func okFirst(url string) (it item, err error) {
	resp, err := grequests.Get(url, nil) // want "is not closed"
	if err != nil {
		return it, err
	}
	if !resp.Ok {
		return it, errors.New("no good")
	}
	return it, resp.JSON(&it)
}

// downloaded leaks where the file cannot be made.
func downloaded(url, file string) error {
	resp, err := grequests.Get(url, nil) //oracle:miss DownloadToFile closes or not, by what the caller cannot see
	if err != nil {
		return err
	}
	return resp.DownloadToFile(file)
}
