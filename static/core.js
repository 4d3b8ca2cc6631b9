window.reckonCore = "";
