window.reckonLanguage = "";
