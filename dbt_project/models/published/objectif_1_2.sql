{{ objectif('psa-clermont', '1.2') }}
